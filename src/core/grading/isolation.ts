import type { BoxLevel } from '../isolation/index.js';

/** What keeps a submission's code from the machine, in a few words. */
export const LEVELS: Readonly<Record<BoxLevel, string>> = {
  A: 'a bubblewrap box',
  B: 'a user of its own and limits',
  C: "limits and Node's permissions",
  D: 'the language alone',
};

/** Whether `level` keeps a submission at least as well as `floor`. */
export function isAtLeast(level: BoxLevel, floor: BoxLevel): boolean {
  return level <= floor;
}
