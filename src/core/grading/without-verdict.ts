import type { TestOutcome } from '../runner/index.js';
import { TestMistake } from '../support/index.js';

/** Why a submission has no verdict. It is a plain object: workers on other machines send it. */
export interface WithoutVerdict {
  /** `test`: a test has to be fixed by its author · `harness`: labtest or the machine failed. */
  readonly fault: 'test' | 'harness';
  /** As people read it. */
  readonly reason: string;
}

/** What is wrong with the test itself: an author's mistake costs no student a point. */
export function wrongTestIn({ number, failure }: TestOutcome): TestMistake | undefined {
  if (failure?.kind !== 'test') return undefined;
  const { place } = failure.fault ?? {};
  const at = place === undefined ? '' : `, at ${place.file}:${place.line}`;
  const what = 'a mistake in a test, which its author has to fix';
  return new TestMistake(`${what}: ${number}: ${failure.message}${at}`);
}

/** What grading a submission ended with, when it ended with an error. */
export function withoutVerdict(error: unknown): WithoutVerdict {
  if (error instanceof TestMistake) return { fault: 'test', reason: error.message };
  return harnessFailed(error instanceof Error ? error.message : String(error));
}

/** That labtest failed, in the words of its own error. */
export function harnessFailed(message: string): WithoutVerdict {
  return { fault: 'harness', reason: `labtest itself failed: ${message}` };
}
