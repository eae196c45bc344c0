import type { Address, Command } from '../lab/index.js';
import type { Subjects } from './subjects.js';

/** A lab as a person drives it by hand, without any of its tests. */
export interface DrivenSystem {
  readonly subjects: Subjects;
  /** Servers that are always there, however many others are asked for. */
  readonly always: readonly Address[];
  /** Reads a client's commands as people type them; throws `UsageError`. */
  readonly parseWorkload: (text: string) => readonly Command[];
}
