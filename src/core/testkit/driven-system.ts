import type { Address, Command } from '../lab/index.js';
import { UsageError } from '../support/index.js';
import type { Subjects } from './subjects.js';

/** A lab as a person drives it by hand, without any of its tests. */
export interface DrivenSystem {
  readonly subjects: Subjects;
  /** Servers that are always there, however many others are asked for. */
  readonly always: readonly Address[];
  /**
   * Reads a client's commands as people type them: `PUT:a:1,GET:a`, or `put:a:1` for `put a 1`.
   * What it throws tells them what it does not understand.
   */
  readonly parseWorkload: (text: string) => readonly Command[];
}

/**
 * What a person typed, as commands.
 *
 * @throws UsageError LT004 for what the lab does not understand
 */
export function commandsTyped({ parseWorkload }: DrivenSystem, text: string): readonly Command[] {
  try {
    return parseWorkload(text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('LT004', error instanceof Error ? error.message : String(error));
  }
}
