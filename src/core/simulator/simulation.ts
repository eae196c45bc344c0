import { clone } from '../canon/index.js';
import { isCheckedAfter, type LiveEffects, type NodeHost } from '../box/index.js';
import {
  levelRank,
  rootAddress,
  type Address,
  type Command,
  type Message,
  type Result,
} from '../lab/index.js';
import {
  Schedule,
  SimulatedNetwork,
  type Flight,
  type Links,
  type MessageCount,
  type ScheduledMessage,
  type ScheduledTimer,
  type SimulationEvent,
  type Weather,
} from '../schedule/index.js';
import { assert, Random, unreachable } from '../support/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { History, Operation, Workload } from '../workload/index.js';
import { ClientWorker, historyOf, type Rounds } from './client-worker.js';
import { LimitReached, WrongResult } from './errors.js';
import type { DropReason, SimulationObserver } from './observer.js';
import { composeObservers, seesData } from './observers.js';
import { Lookahead, type AdvanceEnd } from './lookahead.js';
import type { SimulatedNode } from './simulated-node.js';
import type { SimulationOptions } from './simulation-options.js';

/**
 * A seeded discrete-event simulation of one system in virtual time. The clock jumps from event to
 * event and moves only while {@link advance} runs. The call that runs a step throws a lab's mistake
 * as `LabFault`, a wrong result as `WrongResult`, and a limit as `LimitReached`.
 */
export class Simulation {
  readonly #host: NodeHost;
  /** Whether anybody observes messages and timers. */
  readonly #isSeen: boolean;
  readonly #ahead: Lookahead;
  readonly #options: SimulationOptions;
  readonly #observer: SimulationObserver | undefined;
  readonly #network: SimulatedNetwork;
  readonly #schedule: Schedule;
  readonly #nodes = new Map<Address, SimulatedNode>();
  readonly #workers: ClientWorker[] = [];
  readonly #mailboxes = new Map<Address, Flight[]>();
  #running = false;
  #nowMs = 0;
  #events = 0;
  #activations = 0;
  #acting: Address | undefined;

  constructor(host: NodeHost, options: SimulationOptions) {
    this.#host = host;
    this.#options = options;
    const observer = composeObservers(options.observers);
    this.#observer = observer;
    this.#isSeen = seesData(observer);
    const random = Random.fromSeed(options.seed);
    this.#network = new SimulatedNetwork(random.split('network'));
    const handOver = this.#isSeen ? 'copy' : 'itself';
    this.#schedule = new Schedule(this.#network, random.split('timers'), handOver, observer);
    host.logSink = {
      threshold: observer === undefined ? levelRank('OFF') : options.logThreshold,
      write: (level, text) => observer?.onLog?.(this.#acting as Address, level, text, this.#nowMs),
    };
    const foresight = this.#isSeen ? undefined : host.foresight;
    this.#ahead = new Lookahead(foresight, options.limitMs, () => ({
      nowMs: this.#nowMs,
      network: this.#network,
      schedule: this.#schedule,
      mailboxes: [...this.#mailboxes.keys()],
      workers: this.#workers.filter(({ address }) => this.#nodes.has(address)),
    }));
  }

  /** Virtual milliseconds since the test began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Messages delivered and timers fired so far. */
  get events(): number {
    return this.#events;
  }

  get running(): boolean {
    return this.#running;
  }

  get host(): NodeHost {
    return this.#host;
  }

  get weather(): Weather {
    return this.#network.weather;
  }

  get links(): Links {
    return this.#network.links;
  }

  /** Changes what the network does from now on, including to messages in flight. */
  setNetwork(weather: Weather, links: Links): void {
    this.#network.set(weather, links);
    this.#ahead.changeNetwork(weather, links);
    this.#observer?.onNetwork?.(weather.toJSON(), links.toJSON(), this.#nowMs);
  }

  /** The live nodes, in the order they were added. */
  nodes(): Address[] {
    return [...this.#nodes.keys()];
  }

  /** All clients so far, in the order they were added; crashed ones keep their record. */
  get workers(): readonly ClientWorker[] {
    return this.#workers;
  }

  /** How many messages this node sent to others and received from them. */
  countOf(node: Address): Readonly<MessageCount> {
    return this.#network.countOf(node);
  }

  /** The messages in flight, in no particular order. */
  *flights(): Generator<Flight> {
    for (const event of this.#schedule.events()) {
      if (event.kind === 'message') yield this.#shown(event);
    }
  }

  /** Whether nothing more is going to happen by itself. */
  get isIdle(): boolean {
    return !this.#running || this.#schedule.next === undefined;
  }

  /** What the clients did, in the order of invocation. */
  history(): History {
    return historyOf(this.#workers);
  }

  /** Constructs a node and runs its `init`, even while the system runs. */
  addServer(blueprint: NodeBlueprint): void {
    this.#add(blueprint, undefined);
  }

  /**
   * Adds a client. With a workload, it gets the first command at once, and each further one in the
   * step in which the previous result appears, or `pauseMs` later.
   */
  addClient(blueprint: NodeBlueprint, workload: Workload | undefined): ClientWorker {
    const worker = new ClientWorker(blueprint.address, workload);
    this.#add(blueprint, worker);
    this.#workers.push(worker);
    if (worker.hasNext) this.#handNext(worker);
    return worker;
  }

  /** Crashes a node for good: its timers and the messages in flight to it are gone. */
  crash(address: Address): void {
    assert(this.#nodes.delete(address), `${address} is not a node`);
    this.#host.remove(address);
    this.#observer?.onCrash?.(address, this.#nowMs);
    for (const flight of this.#schedule.removeFor(address)) this.#drop(flight, 'crashed');
  }

  /** Forgets a client and its record, so that later checks do not see it. */
  removeClient(address: Address): void {
    this.crash(address);
    const index = this.#workers.findIndex((worker) => worker.address === address);
    if (index >= 0) this.#workers.splice(index, 1);
  }

  start(): void {
    this.#setRunning(true);
  }

  /** Nothing is delivered and no timer fires until the next {@link start}. */
  stop(): void {
    this.#setRunning(false);
  }

  /** From now on, keeps what arrives at an address without a node. */
  openMailbox(address: Address): void {
    if (!this.#mailboxes.has(address)) this.#mailboxes.set(address, []);
  }

  /** Takes the first message out of a mailbox. */
  takeFrom(mailbox: Address): Flight | undefined {
    return this.#mailboxes.get(mailbox)?.shift();
  }

  /** Sends a message that comes from no node. */
  inject(from: Address, to: Address, message: Message): void {
    const own = clone(message, this.#host.classes);
    this.#ahead.inject(from, to, own);
    this.#schedule.send(from, to, own, this.#nowMs);
  }

  /** Hands a command to a client without a workload. */
  command(worker: ClientWorker, command: Command, expected?: Result): void {
    if (!worker.follow([[[command, expected]]])) this.#ahead.abandon();
    this.#handNext(worker);
  }

  /**
   * Hands a client without a workload the commands of the first round, each at the result of the
   * one before, and lets the system run until the last has its result, or is `idle`. If the test
   * knows, it {@link advance}s by `thenMs` next, and so on with the other rounds.
   */
  ask(worker: ClientWorker, rounds: Rounds, thenMs?: number): AdvanceEnd {
    try {
      if (!worker.follow(rounds)) this.#ahead.abandon();
      const sizes = rounds.map(({ length }) => length);
      this.#ahead.open({ untilMs: Infinity, awaited: [worker.address], thenMs, rounds: sizes });
      if (this.#running) this.#ahead.beforeHand(worker.address);
      this.#handNext(worker);
      return worker.done ? 'reached' : this.#advance(Infinity, () => worker.done);
    } finally {
      if (worker.hasNext) this.#ahead.abandon();
      worker.stop();
    }
  }

  /**
   * Lets the system run until `until` holds, but not beyond the virtual time `untilMs`. Returns
   * which of them it was, or that nothing more happens (if `untilMs` is `Infinity`). `awaited` are
   * the clients whose results decide whether `until` holds; if none, only mail does; if omitted,
   * anything may.
   */
  advance(untilMs: number, until?: () => boolean, awaited?: readonly Address[]): AdvanceEnd {
    if (until?.() === true) return 'reached';
    this.#ahead.open(until && !awaited ? undefined : { untilMs, awaited });
    return this.#advance(untilMs, until);
  }

  #advance(untilMs: number, until?: () => boolean): AdvanceEnd {
    for (;;) {
      const next = this.#running ? this.#schedule.next : undefined;
      if (next === undefined && untilMs === Infinity) return 'idle';
      if (next === undefined || next.atMs > untilMs) {
        this.#refuseBeyond(untilMs);
        if (untilMs > this.#nowMs) this.#nowMs = untilMs;
        return 'time';
      }
      this.#refuseBeyond(next.atMs);
      this.#ahead.beforeEvent();
      this.#schedule.take();
      if (next.atMs > this.#nowMs) this.#nowMs = next.atMs;
      this.#happen(next);
      if (until?.() === true) return 'reached';
    }
  }

  /** Throws `LabFault` when a node holds something that cannot be state. */
  checkStates(): void {
    for (const address of this.#nodes.keys()) this.#host.checkState(address);
  }

  #refuseBeyond(ms: number): void {
    const { limitMs } = this.#options;
    if (ms <= limitMs) return;
    this.#nowMs = limitMs;
    throw new LimitReached('time', `the run reached its limit of ${limitMs} ms of virtual time`);
  }

  #shown(flight: Flight): Flight {
    const message = this.#host.shown(flight.message);
    return message === flight.message ? flight : { ...flight, message };
  }

  #setRunning(running: boolean): void {
    if (this.#running === running) return;
    this.#running = running;
    this.#observer?.onRunning?.(running, this.#nowMs);
  }

  #happen(event: SimulationEvent): void {
    switch (event.kind) {
      case 'message':
        return this.#deliver(event);
      case 'timer':
        return this.#fire(event);
      case 'resume': {
        const { worker } = this.#nodes.get(event.client) ?? {};
        return worker && this.#handNext(worker);
      }
      default:
        return unreachable(event);
    }
  }

  #deliver(flight: ScheduledMessage): void {
    const { route } = flight;
    if (!route.on) return this.#drop(flight, 'link off');
    if (this.#network.isLost(route)) return this.#drop(flight, 'lost');
    const node = this.#nodes.get(route.to);
    if (node === undefined) {
      const mailbox = this.#mailboxes.get(route.to);
      if (mailbox === undefined) return this.#drop(flight, 'no node');
      mailbox.push(this.#shown(flight));
      this.#observer?.onDeliver?.(flight, this.#nowMs);
      return;
    }
    this.#network.noteReceived(route);
    this.#events++;
    this.#observer?.onDeliver?.(flight, this.#nowMs);
    this.#observer?.onActing?.(flight.to, this.#nowMs);
    this.#begin(node);
    this.#finish(node, this.#host.deliver(flight.from, flight.to, flight.message, flight.handOver));
    if (node.worker !== undefined) this.#work(node, node.worker);
  }

  #drop(flight: Flight, reason: DropReason): void {
    this.#observer?.onDrop?.(flight, reason, this.#nowMs);
  }

  #fire(timer: ScheduledTimer): void {
    const node = this.#nodes.get(rootAddress(timer.owner));
    assert(node !== undefined, `a timer of ${timer.owner}, which is not a node`);
    this.#events++;
    this.#observer?.onFire?.(timer, this.#nowMs);
    this.#observer?.onActing?.(timer.owner, this.#nowMs);
    this.#begin(node);
    this.#finish(node, this.#host.fire(timer.owner, timer.timer, timer.handOver));
    if (node.worker !== undefined) this.#work(node, node.worker);
  }

  #add(blueprint: NodeBlueprint, worker: ClientWorker | undefined): void {
    const { address } = blueprint;
    assert(!this.#nodes.has(address), `there is a node ${address} already`);
    const node: SimulatedNode = { address, worker, steps: 0 };
    this.#observer?.onAdd?.(blueprint, this.#nowMs);
    this.#begin(node);
    const effects = this.#host.add(blueprint);
    this.#nodes.set(address, node);
    this.#finish(node, effects);
  }

  #handNext(worker: ClientWorker): void {
    const node = this.#nodes.get(worker.address);
    assert(node !== undefined, `${worker.address} is not a live client`);
    this.#hand(node, worker);
    this.#work(node, worker);
  }

  /** Takes the client's result, if any, and hands in the next command, until it has to wait. */
  #work(node: SimulatedNode, worker: ClientWorker): void {
    while (worker.waiting !== undefined) {
      const result = this.#host.resultOf(worker.address);
      if (result === undefined) return;
      this.#respond(worker, worker.waiting, result as Result);
      if (!worker.hasNext) return;
      const pauseMs = worker.workload?.pauseMs ?? 0;
      if (pauseMs > 0) return this.#schedule.resume(worker.address, this.#nowMs + pauseMs);
      this.#hand(node, worker);
    }
  }

  #respond(worker: ClientWorker, operation: Operation, result: Result): void {
    const isExpected = worker.respond(result, this.#nowMs);
    const expected = worker.expected.at(-1);
    this.#observer?.onResult?.(operation, expected, this.#nowMs);
    if (!isExpected) throw new WrongResult(operation, expected as Result);
  }

  #hand(node: SimulatedNode, worker: ClientWorker): void {
    const command = worker.invoke(this.#nowMs);
    this.#observer?.onCommand?.(worker.address, command, this.#nowMs);
    this.#begin(node);
    this.#finish(node, this.#host.command(worker.address, command));
  }

  #begin(node: SimulatedNode): void {
    this.#acting = node.address;
    const { eventsMax } = this.#options;
    if (++this.#activations <= eventsMax) return;
    throw new LimitReached('events', `the run reached its limit of ${eventsMax} events`);
  }

  #finish(node: SimulatedNode, effects: LiveEffects): void {
    const { sends, sets, warnings = [] } = effects;
    for (const each of warnings) this.#observer?.onWarning?.(node.address, each, this.#nowMs);
    for (let i = 0; i < sends.length; i++) {
      const { from, to, message } = sends[i] as LiveEffects['sends'][number];
      const shown = this.#isSeen ? this.#host.shown(message) : message;
      this.#schedule.send(from, to, shown, this.#nowMs);
    }
    for (let i = 0; i < sets.length; i++) {
      const set = sets[i] as LiveEffects['sets'][number];
      const timer = this.#isSeen ? this.#host.shown(set.timer) : set.timer;
      this.#schedule.arm(timer === set.timer ? set : { ...set, timer }, this.#nowMs);
    }
    if (isCheckedAfter(++node.steps)) this.#host.checkState(node.address);
    this.#observer?.onStepped?.(node.address, this.#nowMs);
  }
}
