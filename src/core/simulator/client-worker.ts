import type { ComingCommands } from '../box/index.js';
import { equals } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import { assert } from '../support/index.js';
import type { History, Operation, Workload } from '../workload/index.js';

/** How many coming commands to send ahead: enough to do it seldom, few enough to waste little. */
const COMING_MIN = 16;
const COMING_MAX = 512;

/** A command, and the result that it has to give, if that is known. */
export type ToAsk = readonly [command: Command, expected?: Result | undefined];

/** What is asked now, and in later rounds. */
export type Rounds = readonly [now: readonly ToAsk[], ...later: (readonly ToAsk[])[]];

interface OpenOperation extends Operation {
  result: Result | undefined;
  respondedMs: number | undefined;
}

/**
 * The harness's record of one client: what it was asked, when, and what it answered. With a
 * workload it also knows what to ask next; without one, a test hands in commands.
 */
export class ClientWorker {
  readonly address: Address;
  readonly workload: Workload | undefined;
  readonly #operations: OpenOperation[] = [];
  readonly #expected: (Result | undefined)[] = [];
  /** The workload's next commands, if somebody asked for them. */
  readonly #coming: Command[] = [];
  /** Without a workload: what a test has it asked next. */
  #script: readonly ToAsk[] = [];
  /** What it has it asked after that, in later rounds. */
  #later: readonly (readonly ToAsk[])[] = [];
  /** The round that was announced to be next. */
  #announced: readonly ToAsk[] | undefined;
  #waiting: OpenOperation | undefined;

  constructor(address: Address, workload: Workload | undefined) {
    this.address = address;
    this.workload = workload;
  }

  /** Everything it was asked so far, in order. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** The expected result of each operation, where known; as long as `operations`. */
  get expected(): readonly (Result | undefined)[] {
    return this.#expected;
  }

  /** The operation that has no result yet. */
  get waiting(): Operation | undefined {
    return this.#waiting;
  }

  /** Whether it is to be handed another command. */
  get hasNext(): boolean {
    if (this.workload === undefined) return this.#script.length > 0;
    return this.#operations.length < this.workload.size;
  }

  /**
   * What a test has it asked next, one after the other, in place of a workload; and what it
   * announces to ask later. Returns whether this is what was announced, if anything was.
   */
  follow([script, ...later]: Rounds): boolean {
    assert(this.workload === undefined, `${this.address} has a workload`);
    assert(this.#waiting === undefined, `${this.address} has a command already`);
    const isAnnounced = this.#announced === undefined || this.#announced === script;
    this.#script = script;
    this.#later = later;
    this.#announced = undefined;
    return isAnnounced;
  }

  /** It is asked nothing more of what is left. */
  stop(): void {
    this.#script = [];
    this.#announced = this.#later[0];
    this.#later = [];
  }

  /** Whether it waits for nothing and has nothing left to do. */
  get done(): boolean {
    return this.#waiting === undefined && !this.hasNext;
  }

  /** Its next commands: as many as it has been handed so far, within bounds. */
  coming(): Pick<ComingCommands<Command>, 'handed' | 'known' | 'commands' | 'hasMore'> {
    const { length: handed } = this.#operations;
    if (this.workload === undefined) {
      const asked = [this.#script, ...this.#later].flat();
      return { handed, known: 0, commands: asked.map(([command]) => command), hasMore: false };
    }
    const { size } = this.workload;
    const count = Math.min(COMING_MAX, Math.max(COMING_MIN, handed));
    while (handed + this.#coming.length < size && this.#coming.length < count) {
      const index = handed + this.#coming.length;
      this.#coming.push(this.workload.commandAt(index, this.address));
    }
    const commands = [...this.#coming];
    return { handed, known: 0, commands, hasMore: handed + commands.length < size };
  }

  /** Notes that its next command is handed in. */
  invoke(nowMs: number): Command {
    const index = this.#operations.length;
    const [command, expected] = this.#take(index);
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

  #take(index: number): ToAsk {
    const { workload, address } = this;
    if (workload !== undefined) {
      const command = this.#coming.shift() ?? workload.commandAt(index, address);
      return [command, workload.expectedAt(index, address)];
    }
    const [first, ...rest] = this.#script;
    assert(first !== undefined, `${address} has nothing to be asked`);
    this.#script = rest;
    return first;
  }

  /** Records the result of the waiting operation. Returns whether it is the expected one. */
  respond(result: Result, nowMs: number): boolean {
    const operation = this.#waiting as OpenOperation;
    operation.result = result;
    operation.respondedMs = nowMs;
    this.#waiting = undefined;
    const expected = this.#expected[this.#operations.length - 1];
    return expected === undefined || equals(result, expected);
  }
}

/** What clients did, in the order of invocation. */
export function historyOf(workers: readonly ClientWorker[]): History {
  const operations = workers.flatMap((worker) => worker.operations);
  return operations.sort((a, b) => a.invokedMs - b.invokedMs);
}
