import { equals } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import type { Operation, Workload } from '../workload/index.js';

interface OpenOperation extends Operation {
  result: Result | undefined;
  respondedMs: number | undefined;
}

/**
 * The harness's record of one client: what it was asked, when, and what it answered. With a
 * workload it also says what to ask next; without, a test hands commands in.
 */
export class ClientWorker {
  readonly address: Address;
  readonly workload: Workload | undefined;
  readonly #operations: OpenOperation[] = [];
  readonly #expected: (Result | undefined)[] = [];
  #waiting: OpenOperation | undefined;

  constructor(address: Address, workload: Workload | undefined) {
    this.address = address;
    this.workload = workload;
  }

  /** Everything it was asked so far, in order. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** What each operation has to give, where known; as long as `operations`. */
  get expected(): readonly (Result | undefined)[] {
    return this.#expected;
  }

  /** The operation that has no result yet. */
  get waiting(): Operation | undefined {
    return this.#waiting;
  }

  /** Whether its workload has a command that was not handed in yet. */
  get hasNext(): boolean {
    return this.workload !== undefined && this.#operations.length < this.workload.size;
  }

  /** Whether it waits for nothing and has nothing left to do. */
  get done(): boolean {
    return this.#waiting === undefined && !this.hasNext;
  }

  /** Notes that a command is handed in; takes the workload's next one when none is given. */
  invoke(nowMs: number, given?: Command, expectedOfGiven?: Result): Command {
    const index = this.#operations.length;
    const command = given ?? (this.workload as Workload).commandAt(index, this.address);
    const expected =
      given === undefined ? this.workload?.expectedAt(index, this.address) : expectedOfGiven;
    const operation: OpenOperation = {
      client: this.address,
      command,
      result: undefined,
      invokedMs: nowMs,
      respondedMs: undefined,
    };
    this.#operations[index] = operation;
    this.#expected[index] = expected;
    this.#waiting = operation;
    return command;
  }

  /** Notes the result of the operation that waits. Says whether it is the expected one. */
  respond(result: Result, nowMs: number): boolean {
    const operation = this.#waiting as OpenOperation;
    operation.result = result;
    operation.respondedMs = nowMs;
    this.#waiting = undefined;
    const expected = this.#expected[this.#operations.length - 1];
    return expected === undefined || equals(result, expected);
  }
}
