import type { BoxLevel } from '../isolation/index.js';
import type { TestSpec } from '../registry/index.js';

/** What keeps a submission's code from the machine, in a few words. */
export const LEVELS: Readonly<Record<BoxLevel, string>> = {
  A: 'a box of bubblewrap',
  B: 'a user of its own and limits',
  C: "limits and Node's permissions",
  D: 'the language alone',
};

/** Whether `level` keeps a submission at least as well as `floor`. */
export function isAtLeast(level: BoxLevel, floor: BoxLevel): boolean {
  return level <= floor;
}

/** How a test of this kind is kept where boxes of `level` are to be had. */
export function levelOfTest({ kind }: TestSpec, level: BoxLevel): BoxLevel {
  // The nodes of a run live in the process that runs the test.
  return kind === 'search' ? level : 'D';
}
