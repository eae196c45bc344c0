import { earnedOf, type TestSpec } from '../registry/index.js';
import type { TestOutcome } from './outcome.js';

/** The outcomes, with the points that each earns given all the others. */
export function settlePoints(
  tests: readonly TestSpec[],
  outcomes: readonly TestOutcome[],
): TestOutcome[] {
  const byNumber = new Map(outcomes.map((outcome) => [outcome.number, outcome]));
  const specs = new Map(tests.map((test) => [test.number, test]));
  return outcomes.map((outcome) => {
    const test = specs.get(outcome.number);
    if (test === undefined) return outcome;
    const { points, note } = earnedOf(test, byNumber);
    return { ...outcome, earned: points, ...(note !== undefined && { note }) };
  });
}
