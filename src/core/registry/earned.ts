import type { TestSpec } from './test-spec.js';

/** The part of an outcome that its points depend on. */
export interface Scored {
  readonly number: string;
  readonly verdict: string;
  readonly seeds?: readonly { readonly verdict: string }[] | undefined;
}

/** What a test earned, and the reason if that is less than its verdict promises. */
export interface Earned {
  readonly points: number;
  readonly note?: string | undefined;
}

/** The points of one test, given the outcomes of all tests that were run. */
export function earnedOf(test: TestSpec, outcomes: ReadonlyMap<string, Scored>): Earned {
  const outcome = outcomes.get(test.number);
  if (outcome === undefined) return { points: 0 };
  const share = passedShare(test, outcome);
  if (share === 0) return { points: 0 };
  const missing = (test.countsWith ?? []).filter(
    (number) => outcomes.get(number)?.verdict !== 'passed',
  );
  if (missing.length > 0) {
    return { points: 0, note: `counts only together with ${missing.join(', ')}` };
  }
  const points = roundedToHundredths(share * test.points);
  return share < 1 && test.points > 0
    ? { points, note: `${Math.round(share * 100)} % of its seeds passed` }
    : { points };
}

function passedShare(test: TestSpec, { verdict, seeds }: Scored): number {
  if (verdict === 'passed') return 1;
  if (test.partial !== true || test.kind === 'search' || seeds === undefined) return 0;
  // Seeds after one that hung were not run: they did not pass either.
  return seeds.filter((seed) => seed.verdict === 'passed').length / test.seeds.length;
}

export function roundedToHundredths(points: number): number {
  return Math.round(points * 100) / 100;
}
