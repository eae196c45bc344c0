import type { ComingCommands } from '../box/index.js';
import { equals } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import type { Operation, Workload } from '../workload/index.js';

/** How many coming commands are told of: so many that it is seldom, and few are in vain. */
const COMING_MIN = 16;
const COMING_MAX = 512;

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
  /** The workload's next commands, where somebody asked for them. */
  readonly #coming: Command[] = [];
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

  /** Its next commands: as many as it was handed so far, within bounds. */
  coming(): Pick<ComingCommands<Command>, 'handed' | 'commands' | 'hasMore'> {
    const { length: handed } = this.#operations;
    const size = this.workload?.size ?? handed;
    const count = Math.min(COMING_MAX, Math.max(COMING_MIN, handed));
    while (handed + this.#coming.length < size && this.#coming.length < count) {
      const index = handed + this.#coming.length;
      this.#coming.push((this.workload as Workload).commandAt(index, this.address));
    }
    const commands = [...this.#coming];
    return { handed, commands, hasMore: handed + commands.length < size };
  }

  /** Notes that a command is handed in; takes the workload's next one when none is given. */
  invoke(nowMs: number, given?: Command, expectedOfGiven?: Result): Command {
    const index = this.#operations.length;
    const command =
      given ?? this.#coming.shift() ?? (this.workload as Workload).commandAt(index, this.address);
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
