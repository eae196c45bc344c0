import type { Address, Command } from '../lab/index.js';
import { UsageError } from '../support/index.js';
import type { Subjects } from './subjects.js';

/** How a person can drive a lab by hand, without any of its tests. */
export interface DrivenSystem {
  readonly subjects: Subjects;
  /** Servers that are always there, besides the number asked for. */
  readonly always: readonly Address[];
  /**
   * Reads a client's commands as people type them: `PUT:a:1,GET:a`, or `put:a:1` for `put a 1`. If
   * it cannot parse the text, it throws an error that says what is wrong.
   */
  readonly parseWorkload: (text: string) => readonly Command[];
}

/**
 * Parses the commands that a person typed.
 *
 * @throws UsageError LT004 if the lab cannot parse them
 */
export function commandsTyped({ parseWorkload }: DrivenSystem, text: string): readonly Command[] {
  try {
    return parseWorkload(text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('LT004', error instanceof Error ? error.message : String(error));
  }
}
