import { versions } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { flagsToOptimiseLate } from '../../core/support/index.js';

/** Bytes of bytecode a function runs before V8 thinks of optimising it: six times V8's own. */
const INTERRUPT_BUDGET = 400_000;

/**
 * Has V8 optimise this process's code later. Most of what a start runs (reading and compiling a
 * lab) is over before optimised code pays for itself: a tenth of the CPU time of `labtest run 1.1`
 * was the optimiser's. What runs for long is optimised all the same; test processes, which do run
 * for long, are not touched. Not for commands that do nothing of the kind: changing a flag makes
 * Node compile its own modules anew, 5 ms.
 */
export function optimiseLate(): void {
  for (const flag of flagsToOptimiseLate(INTERRUPT_BUDGET, versions.v8)) setFlagsFromString(flag);
}
