import type { Standing } from './graded.js';
import type { Mark } from './mark.js';

/** What a submission has come to, and what it could come to. */
export interface Score {
  readonly value: number;
  readonly most: number;
  readonly unit: 'points' | 'tests';
}

/** Points; of tests that give none, how many of them pass. */
export function scoreOf({ tests, total, points }: Pick<Mark, 'tests' | 'total' | 'points'>): Score {
  if (points > 0) return { value: total, most: points, unit: 'points' };
  const passed = tests.filter(({ verdict }) => verdict === 'passed').length;
  return { value: passed, most: tests.length, unit: 'tests' };
}

/** What every submission has come to. */
export interface Scores extends Pick<Score, 'most' | 'unit'> {
  readonly values: readonly number[];
}

/** The scores of a class; nothing can be reached while nobody is graded. */
export function scoresOf(graded: readonly Standing[]): Scores {
  const scores = graded.map(({ mark }) => scoreOf(mark));
  const { most, unit } = scores[0] ?? { most: 0, unit: 'points' };
  return { values: scores.map(({ value }) => value), most, unit };
}

/** `60 of 85 points` */
export function scoreWords({ value, most, unit }: Score): string {
  return `${value} of ${most} ${unit}`;
}
