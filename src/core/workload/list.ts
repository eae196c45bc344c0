import { Command, Result } from '../lab/index.js';
import { TestMistake } from '../support/index.js';
import type { Workload } from './workload.js';

/** How often a workload's items are repeated, and how fast. */
export interface WorkloadOptions {
  /** How many times to run the whole list; `Infinity` makes the workload endless. Default 1. */
  readonly times?: number | undefined;
  /** Milliseconds between a result and the next command. Default 0: at once. */
  readonly pauseMs?: number | undefined;
}

/**
 * These commands, in order. `expected` holds the result of each, `undefined` where any will do; if
 * omitted, any result of any command will do.
 *
 * @example
 * ```ts
 * listWorkload([new Add(1), new Add(1)], [new Total(1), new Total(2)], { pauseMs: 5 });
 * ```
 */
export function listWorkload(
  commands: readonly Command[],
  expected?: readonly (Result | undefined)[],
  options: WorkloadOptions = {},
): Workload {
  checkLengths(commands.length, expected?.length, options);
  commands.forEach((command, i) => {
    if (!isA(Command, command))
      throw new TestMistake(`command ${i + 1} of a workload is not a Command`);
    const result = expected?.[i];
    if (result === undefined || isA(Result, result)) return;
    throw new TestMistake(`the result expected of command ${i + 1} of a workload is not a Result`);
  });
  return {
    size: sizeOf(commands.length, options),
    pauseMs: options.pauseMs ?? 0,
    commandAt: (index) => commands[index % commands.length] as Command,
    expectedAt: (index) => expected?.[index % commands.length],
  };
}

/** Checked at run time, whatever the types promise. */
function isA(kind: typeof Command | typeof Result, value: unknown): boolean {
  return value instanceof kind;
}

/**
 * No commands: the client does only what its `init` does.
 *
 * @example
 * ```ts
 * system.start({ servers: [SERVER], clients: { [client(1)]: emptyWorkload } });
 * ```
 */
export const emptyWorkload: Workload = listWorkload([]);

/** A list's length times its repetitions; 0 for an empty list, even an endless one. */
export function sizeOf(length: number, options: WorkloadOptions): number {
  return length === 0 ? 0 : length * (options.times ?? 1);
}

/** Throws when commands and results differ in number, or an endless workload has nothing to do. */
export function checkLengths(
  commands: number,
  expected: number | undefined,
  options: WorkloadOptions,
): void {
  const { times = 1, pauseMs = 0 } = options;
  if (expected !== undefined && expected !== commands) {
    throw new TestMistake(`${commands} commands, but ${expected} expected results`);
  }
  if (times === Infinity && commands === 0) {
    throw new TestMistake('an endless workload needs at least one command');
  }
  if (times !== Infinity && !(Number.isSafeInteger(times) && times >= 1)) {
    throw new TestMistake(`a workload is done a whole number of times, not ${times}`);
  }
  if (!(pauseMs >= 0 && pauseMs < Infinity)) {
    throw new TestMistake(`a pause lasts zero or more milliseconds, not ${pauseMs}`);
  }
}
