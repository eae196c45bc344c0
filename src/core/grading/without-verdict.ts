import type { TestOutcome } from '../runner/index.js';

/** How the reason begins where a test has to be mended by its author. */
const WRONG_TEST = 'a test is wrong itself, which its author has to mend';

/** What is wrong with the test itself: an author's mistake costs no student a point. */
export function wrongTestIn({ number, failure }: TestOutcome): string | undefined {
  if (failure?.kind !== 'test') return undefined;
  const { place } = failure.fault ?? {};
  const at = place === undefined ? '' : `, at ${place.file}:${place.line}`;
  return `${WRONG_TEST}: ${number}: ${failure.message}${at}`;
}

/** Whether an author's mistake is why a submission has no verdict. */
export function isWrongTest(reason: string | undefined): boolean {
  return reason?.startsWith(WRONG_TEST) === true;
}

/** Why a submission has no verdict, as people read it; from a worker only the message comes. */
export function whyWithoutVerdict(message: string): string {
  return isWrongTest(message) ? message : `labtest itself failed: ${message}`;
}
