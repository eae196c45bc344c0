/**
 * How well a submission's code is kept from the machine: by bubblewrap (A), by a user of its own
 * and limits (B), by limits and Node's permissions (C), or by the language alone (D).
 */
export type IsolationLevel = 'A' | 'B' | 'C' | 'D';

export const LEVELS: Readonly<Record<IsolationLevel, string>> = {
  A: 'a box of bubblewrap',
  B: 'a user of its own and limits',
  C: "limits and Node's permissions",
  D: 'the language alone',
};

/** Whether `level` keeps a submission at least as well as `floor`. */
export function isAtLeast(level: IsolationLevel, floor: IsolationLevel): boolean {
  return level <= floor;
}
