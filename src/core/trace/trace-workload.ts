import { decode, type ClassTable } from '../canon/index.js';
import type { Command, Result } from '../lab/index.js';
import type { Workload } from '../workload/index.js';
import type { TraceCommand } from './trace.js';

/**
 * A recorded workload. What is handed in by an event is handed in only when {@link allow} said so;
 * what is handed in at once follows by itself.
 */
export class TraceWorkload implements Workload {
  readonly pauseMs = 0;
  readonly #commands: readonly TraceCommand[];
  readonly #classes: ClassTable;
  #size: number;

  constructor(commands: readonly TraceCommand[], classes: ClassTable) {
    this.#commands = commands;
    this.#classes = classes;
    this.#size = commands.length;
  }

  /** How many commands are to be handed in, for now. */
  get size(): number {
    return this.#size;
  }

  /** Lets the first `count` commands be handed in, and those that follow them at once. */
  allow(count: number): void {
    this.#size = atOnceFrom(this.#commands, count);
  }

  commandAt(index: number): Command {
    return decode((this.#commands[index] as TraceCommand).command, this.#classes) as Command;
  }

  expectedAt(index: number): Result | undefined {
    const expected = this.#commands[index]?.expected;
    return expected === undefined ? undefined : (decode(expected, this.#classes) as Result);
  }
}

/** The first `count` commands and those that follow them at once. */
function atOnceFrom(commands: readonly TraceCommand[], count: number): number {
  let size = count;
  while (commands[size]?.atOnce === true) size++;
  return size;
}
