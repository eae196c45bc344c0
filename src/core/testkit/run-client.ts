import { print } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import type { ClientWorker, Rounds, Simulation } from '../simulator/index.js';
import { TestMistake } from '../support/index.js';
import { fail, inMs } from './test-failure.js';
import { pass, waitWhile, type Awaited, type Waiting } from './wait.js';

/** How many rounds of commands to announce at most. */
const ROUNDS_AHEAD = 50;

/**
 * A client to which a test gives commands, one at a time.
 *
 * @example
 * ```ts
 * const first = system.addClient(client(1));
 * system.start();
 * first.check(new Add(1), new Total(1));
 * ```
 */
export class RunClient {
  readonly #simulation: Simulation;
  readonly #worker: ClientWorker;

  /** @internal */
  constructor(simulation: Simulation, worker: ClientWorker) {
    this.#simulation = simulation;
    this.#worker = worker;
  }

  get address(): Address {
    return this.#worker.address;
  }

  /** Sends a command without waiting for its result. */
  send(command: Command, expected?: Result): void {
    this.#refuseWhileWaiting();
    this.#simulation.command(this.#worker, command, expected);
  }

  /**
   * Sends a command, waits for its result and compares it with the expected one. The system must be
   * running.
   */
  check(command: Command, expected: Result): void {
    this.#ask([[[command, expected]]]);
  }

  /**
   * Checks these commands and results one after the other, and then lets `thenMs` pass. It does the
   * same as calls of `check` and `pass`, but is faster if the lab is in a box.
   */
  checkEach(
    pairs: readonly (readonly [command: Command, expected: Result])[],
    thenPassMs?: number,
  ): void {
    if (pairs.length > 0) this.#ask([pairs], thenPassMs);
    if (thenPassMs !== undefined) pass(this.#simulation, thenPassMs);
  }

  /**
   * Checks rounds of commands: those of each one after the other, and then lets time pass. Calls of
   * `checkEach` do the same; this takes less time where the lab is in a box.
   */
  checkInRounds(
    rounds: readonly (readonly (readonly [command: Command, expected: Result])[])[],
    passMs: number,
  ): void {
    if (rounds.some((pairs) => pairs.length === 0)) throw new TestMistake('a round has no command');
    for (const [i, pairs] of rounds.entries()) {
      this.#ask([pairs, ...rounds.slice(i + 1, i + 1 + ROUNDS_AHEAD)], passMs);
      pass(this.#simulation, passMs);
    }
  }

  /** Sends a command and waits for its result, whatever it is. The system must be running. */
  ask(command: Command): Result {
    this.#ask([[[command]]]);
    return this.#worker.operations.at(-1)?.result as Result;
  }

  /** Whether the latest command has its result. */
  hasResult(): boolean {
    return this.#worker.waiting === undefined && this.#worker.operations.length > 0;
  }

  /**
   * Lets this much time pass, in milliseconds, and fails if the latest command has its result by
   * then.
   */
  expectNoResultFor(ms: number, why: string): void {
    const { classes } = this.#simulation.host;
    const untilMs = this.#simulation.nowMs + ms;
    const hasResult = (): boolean => this.hasResult();
    if (this.#simulation.advance(untilMs, hasResult, [this.address]) !== 'reached') return;
    const operation = this.#worker.operations.at(-1);
    const seen = print(operation?.result, classes);
    const command = print(operation?.command, classes);
    fail('result', `${this.address} got ${seen} for ${command}, although ${why}`, {
      expected: 'no result',
      seen,
    });
  }

  #ask(rounds: Rounds, thenMs?: number): void {
    this.#refuseWhileWaiting();
    const [simulation, worker] = [this.#simulation, this.#worker];
    const awaited: Awaited = {
      kind: 'liveness',
      waiting: () => waitingOf(simulation, worker),
      askedMs: () => worker.waiting?.invokedMs ?? 0,
    };
    waitWhile(simulation, awaited, () => simulation.ask(worker, rounds, thenMs));
  }

  #refuseWhileWaiting(): void {
    if (this.#worker.waiting === undefined) return;
    throw new TestMistake(
      `it gives ${this.address} a command while that waits for the result of another one`,
    );
  }
}

/** `client1`, `the result of Get(key=foo), its command 3 (issued at 120.1 ms)` */
export function waitingOf(simulation: Simulation, worker: ClientWorker): Waiting {
  const { address, waiting, operations, workload } = worker;
  if (waiting === undefined) return { who: address, forWhat: 'its next command' };
  const command = print(waiting.command, simulation.host.classes);
  const { length } = operations;
  const size = workload === undefined || workload.size === Infinity ? '' : ` of ${workload.size}`;
  const which = `its command ${length}${size} (issued at ${inMs(waiting.invokedMs)})`;
  return { who: address, forWhat: `the result of ${command}, ${which}` };
}
