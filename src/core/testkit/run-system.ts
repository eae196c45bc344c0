import { encode, print, type ClassTable } from '../canon/index.js';
import type { ExpectedExports } from '../given/index.js';
import type { Address, Command, Message } from '../lab/index.js';
import { evaluate, type HistoryPredicate, type Predicate, type Truth } from '../predicate/index.js';
import type { Simulation } from '../simulator/index.js';
import type { Random } from '../support/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { History, Operation, Workload } from '../workload/index.js';
import { checkBlueprint, checkWorkload } from './checked-terms.js';
import { RunClient, waitingOf } from './run-client.js';
import type { RunContext } from './run-context.js';
import { RunNetwork } from './run-network.js';
import { runView } from './run-view.js';
import { TESTER, type Subjects } from './subjects.js';
import { fail, inMs } from './test-failure.js';
import { pass, waitUntil, type Awaited, type Waiting } from './wait.js';

/**
 * A system in virtual time, as a run test sees it. Time passes only in `run`, in `pass`, while
 * waiting, and in a client's `check`; everything else happens at once. An unexpected result of a
 * client fails the test the moment it appears.
 *
 * @example
 * ```ts
 * system.addServer(SERVER);
 * system.addClientWorker(client(1), work);
 * system.start();
 * system.pass(500);
 * system.crash(SERVER);
 * ```
 */
export class RunSystem {
  /** The network, reliable at first. */
  readonly network: RunNetwork;
  /** The test's own randomness, derived from this run's seed. */
  readonly random: Random;
  /** @internal */
  readonly classes: ClassTable;
  readonly #simulation: Simulation;
  readonly #subjects: Subjects;
  readonly #contract: ExpectedExports | undefined;

  /** @internal */
  constructor(context: RunContext, subjects: Subjects) {
    this.#simulation = context.simulation;
    this.#subjects = subjects;
    this.#contract = context.options.contract;
    this.#simulation.openMailbox(TESTER);
    this.network = new RunNetwork(this.#simulation);
    this.random = context.random;
    this.classes = context.host.classes;
  }

  /** Virtual milliseconds since the test began. */
  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  /** The number of live nodes, clients and servers. */
  get nodeCount(): number {
    return this.#simulation.nodes().length;
  }

  /** Adds servers and runs their `init`; the system may or may not be running. */
  addServer(...addresses: readonly Address[]): void {
    for (const address of addresses) {
      this.#simulation.addServer(this.#checked(this.#subjects.server(address)));
    }
  }

  /** Adds a client to which the test gives commands. */
  addClient(address: Address): RunClient {
    const blueprint = this.#checked(this.#subjects.client(address));
    const worker = this.#simulation.addClient(blueprint, undefined);
    return new RunClient(this.#simulation, worker);
  }

  /** Adds a client that works through a workload by itself. */
  addClientWorker(address: Address, workload: Workload): void {
    checkWorkload(address, workload);
    this.#simulation.addClient(this.#checked(this.#subjects.client(address)), workload);
  }

  #checked(blueprint: NodeBlueprint): NodeBlueprint {
    checkBlueprint(blueprint, this.#contract);
    return blueprint;
  }

  /**
   * Crashes nodes at once and for good. Their timers and the messages in flight to them are gone,
   * too.
   */
  crash(...addresses: readonly Address[]): void {
    for (const address of addresses) this.#simulation.crash(address);
  }

  /** Removes all clients from the system; later checks and histories do not include them. */
  removeClients(): void {
    for (const { address } of [...this.#simulation.workers]) this.#simulation.removeClient(address);
  }

  start(): void {
    this.#simulation.start();
  }

  /** Nothing is delivered and no timer fires until the next `start`; time stands still. */
  stop(): void {
    this.#simulation.stop();
  }

  /** Starts the system, lets all client workers finish their workloads, stops it. */
  run(): void {
    this.start();
    this.waitForClients();
    this.stop();
  }

  /** Lets all client workers finish their workloads. */
  waitForClients(): void {
    const simulation = this.#simulation;
    const busy = (): typeof first => simulation.workers.find((worker) => !worker.done);
    let first = simulation.workers[0];
    const waiting = (): Waiting => {
      const worker = busy();
      return worker === undefined
        ? { who: 'the test', forWhat: 'all clients to be done' }
        : waitingOf(simulation, worker);
    };
    const askedMs = (): number => busy()?.waiting?.invokedMs ?? 0;
    const clients = simulation.workers.map(({ address }) => address);
    waitUntil(simulation, { kind: 'liveness', waiting, askedMs, clients }, () => {
      if (first?.done !== false) first = busy();
      return first === undefined;
    });
  }

  /** Lets virtual time pass. */
  pass(ms: number): void {
    pass(this.#simulation, ms);
  }

  /**
   * Lets time pass until the condition holds, for `withinMs` at most. `what` completes "the test
   * waits for".
   */
  waitFor(what: string, holds: () => boolean, withinMs?: number): void {
    waitUntil(this.#simulation, { ...waitingFor(what), withinMs }, holds);
  }

  /** Sends a message from the tester's own address. */
  send(message: Message, to: Address): void {
    this.#simulation.inject(TESTER, to, message);
  }

  /**
   * Waits for the next message to the tester's own address, for `withinMs` at most, and takes it.
   */
  take(withinMs?: number): { readonly from: Address; readonly message: object } {
    const simulation = this.#simulation;
    let taken = simulation.takeFrom(TESTER);
    const awaited = { ...waitingFor('an answer'), withinMs, clients: [] };
    const holds = (): boolean => (taken ??= simulation.takeFrom(TESTER)) !== undefined;
    waitUntil(simulation, awaited, holds);
    const { from, message } = taken as NonNullable<typeof taken>;
    return { from, message };
  }

  /** Messages delivered to this node so far. */
  receivedBy(node: Address): number {
    return this.#simulation.countOf(node).received;
  }

  /** Messages this node has sent so far. */
  sentBy(node: Address): number {
    return this.#simulation.countOf(node).sent;
  }

  /** The size of all nodes' states together, in characters of their canonical text. */
  stateSize(): number {
    const { host } = this.#simulation;
    return this.#simulation
      .nodes()
      .map((address) => encode(host.peek(address), this.classes, 'state').length)
      .reduce((sum, size) => sum + size, 0);
  }

  /** Fails unless the predicate holds now. */
  check(predicate: Predicate): void {
    let truth: Truth;
    try {
      truth = evaluate(predicate, runView(this.#simulation));
    } catch (error) {
      truth = { holds: false, detail: `it threw ${String(error)}` };
    }
    if (truth.holds) return;
    const { name } = predicate;
    const why = truth.detail ?? 'no reason given';
    fail('invariant', `${name} does not hold: ${why}`, { predicate: name });
  }

  /** Fails if the history of the clients so far shows that the predicate does not hold. */
  checkHistory(predicate: HistoryPredicate): void {
    const { holds, detail, lines } = predicate.test(this.history());
    if (holds !== false) return;
    const message = `${predicate.name} does not hold: ${detail ?? 'no reason given'}`;
    fail('invariant', message, { predicate: predicate.name, detail: lines });
  }

  /** The operations of all clients that were not removed, in the order of invocation. */
  history(): History {
    return this.#simulation.history();
  }

  /** Fails if a client waited this long for a result, or has waited this long by now. */
  checkLongestWait(lessThanMs: number): void {
    const { nowMs } = this;
    const waitOf = ({ invokedMs, respondedMs }: Operation): number =>
      (respondedMs ?? nowMs) - invokedMs;
    let longest: Operation | undefined;
    for (const operation of this.history()) {
      if (longest === undefined || waitOf(operation) > waitOf(longest)) longest = operation;
    }
    if (longest === undefined || waitOf(longest) < lessThanMs) return;
    const until =
      longest.respondedMs === undefined ? 'the end of the test' : inMs(longest.respondedMs);
    fail(
      'liveness',
      `${longest.client} waited ${inMs(waitOf(longest))} for the result of ` +
        `${this.print(longest.command)}, from ${inMs(longest.invokedMs)} to ${until}`,
      { expected: `less than ${inMs(lessThanMs)}`, seen: inMs(waitOf(longest)) },
    );
  }

  /** A value as text for people: `Put(key=foo, value=bar)`. */
  print(value: Command | object): string {
    return print(value, this.classes);
  }
}

function waitingFor(what: string): Pick<Awaited, 'kind' | 'waiting'> {
  return { kind: 'liveness', waiting: () => ({ who: 'the test', forWhat: what }) };
}
