import type { BoxLevel } from '../isolation/index.js';
import type { TestRecord } from './test-record.js';
import type { ChosenCommit } from './intake/read-commit.js';
import type { Source } from './intake/source.js';
import type { Mark } from './mark.js';
import type { WithoutVerdict } from './without-verdict.js';

/**
 * - `waiting`: not all of its tests have a result · `graded`: they have
 * - `refused`: it cannot be read · `failed`: the harness could not grade it, which is no verdict
 */
export type GradedState = 'waiting' | 'graded' | 'refused' | 'failed';

/** What one test that did not pass has in common with those of other submissions. */
export interface FailureMark {
  readonly number: string;
  /** Equal for equal failures: of {@link failureSignature}. */
  readonly signature: string;
  /** Equal for failures whose traces tell the same story. */
  readonly shape?: string | undefined;
  /** The mistake that the diagnosis names, if it does, the rule that it breaks, and what to do. */
  readonly cause?: string | undefined;
  readonly rule?: string | undefined;
  readonly advice?: string | undefined;
  /** Why, in one sentence. */
  readonly reason: string;
}

/** Where a submission stands: what the class's outputs are made of, small enough to keep of all. */
export interface Standing {
  readonly source: Source;
  readonly state: GradedState;
  /** Why it is refused or failed. */
  readonly reason?: string | undefined;
  /** Of one that failed: whose it is to mend. */
  readonly fault?: WithoutVerdict['fault'] | undefined;
  readonly commit?: ChosenCommit | undefined;
  readonly notes: readonly string[];
  readonly mark: Mark;
  /** The least that any of its tests was run with. */
  readonly isolation?: BoxLevel | undefined;
  readonly failures: readonly FailureMark[];
  /** Of all its tests together. */
  readonly wallMs: number;
}

/** Whether there is a mark: of the tests, or by hand for a submission that could not be graded. */
export function hasMark({ state, mark }: Standing): boolean {
  return state === 'graded' || mark.isByHand === true;
}

/** A submission with everything that was found out: what its own outputs are made of. */
export interface GradedSubmission {
  readonly standing: Standing;
  /** By number of the test. */
  readonly records: ReadonlyMap<string, TestRecord>;
}
