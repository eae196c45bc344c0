import { print } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import type { ClientWorker, Simulation } from '../simulator/index.js';
import { TestMistake } from '../support/index.js';
import { fail, inMs } from './test-failure.js';
import { waitUntil } from './wait.js';

/**
 * A client that a test hands commands to, one at a time.
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

  /** Hands in a command and does not wait for its result. */
  send(command: Command, expected?: Result): void {
    const { waiting } = this.#worker;
    if (waiting !== undefined) {
      throw new TestMistake(
        `it gives ${this.address} a command while that waits for the result of another one`,
      );
    }
    this.#simulation.command(this.#worker, command, expected);
  }

  /** Sends a command, waits for its result and compares. The system has to run. */
  check(command: Command, expected: Result): void {
    this.send(command, expected);
    this.#waitForResult();
  }

  /** Sends a command and waits for its result, whatever it is. The system has to run. */
  ask(command: Command): Result {
    this.send(command);
    this.#waitForResult();
    return this.#worker.operations.at(-1)?.result as Result;
  }

  /** Whether the newest command has its result. */
  hasResult(): boolean {
    return this.#worker.waiting === undefined && this.#worker.operations.length > 0;
  }

  /** Lets this much time pass and fails if the newest command has its result by then. */
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

  #waitForResult(): void {
    const worker = this.#worker;
    waitUntil(
      this.#simulation,
      {
        kind: 'liveness',
        text: () => waitingText(this.#simulation, worker),
        askedMs: () => worker.waiting?.invokedMs ?? 0,
        clients: [worker.address],
      },
      () => worker.waiting === undefined,
    );
  }
}

/** `client1 waits for the result of Get(key=foo), its command 3 (asked at 120.1 ms)` */
export function waitingText(simulation: Simulation, worker: ClientWorker): string {
  const { address, waiting, operations, workload } = worker;
  if (waiting === undefined) return `${address} waits for nothing`;
  const command = print(waiting.command, simulation.host.classes);
  const { length } = operations;
  const size = workload === undefined || workload.size === Infinity ? '' : ` of ${workload.size}`;
  const since = inMs(waiting.invokedMs);
  const which = `its command ${length}${size} (asked at ${since})`;
  return `${address} waits for the result of ${command}, ${which}`;
}
