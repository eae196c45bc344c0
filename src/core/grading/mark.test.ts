import { describe, expect, test } from 'vitest';
import { loadLabSpec, type Course, type LateRule } from '../registry/index.js';
import type { TestOutcome } from '../runner/index.js';
import { markOf, namedForNobody, type Circumstances } from './mark.js';

const whole = await loadLabSpec('0');
/** Two tests of ten points, of which the first passes. */
const spec = {
  ...whole,
  tests: whole.tests.slice(0, 2).map((each) => ({ ...each, points: 10 })),
};
const [passing = '', failing = ''] = spec.tests.map(({ number }) => number);
const outcomeOf = (number: string, verdict: TestOutcome['verdict']): [string, TestOutcome] => [
  number,
  { number, verdict, wallMs: 1 } as TestOutcome,
];
const outcomes = new Map([outcomeOf(passing, 'passed'), outcomeOf(failing, 'failed')]);
const DUE = '2026-03-01T12:00:00Z';
const HOUR = 3_600_000;
const ANN: Circumstances = {
  id: 'ann',
  students: [{ name: 'Ann Lee', email: 'ann@u.edu', id: '7' }],
};
const late = (rule: Partial<LateRule> = {}): Course => ({
  lab: '0',
  preset: 'course',
  late: { due: DUE, graceMinutes: 15, freeDays: 1, percentPerDay: 10, daysMax: 4, ...rule },
});
const at = (hours: number): Circumstances => ({
  ...ANN,
  submittedAtMs: Date.parse(DUE) + hours * HOUR,
});
const withOverrides = (...overrides: NonNullable<Course['overrides']>): Course => ({
  lab: '0',
  preset: 'course',
  overrides,
});

describe('days late', () => {
  test.each([
    [-1, 0, 10],
    [0.25, 0, 10],
    [0.26, 1, 10],
    [24, 1, 10],
    [24.1, 2, 9],
    [72, 3, 8],
    [96, 4, 7],
    [96.1, 5, 0],
    [10_000, 417, 0],
  ])('%d hours after the deadline: %d days, %d points', (hours, days, total) => {
    const mark = markOf(spec, late(), outcomes, at(hours));
    expect([mark.late?.days, mark.total, mark.earned]).toEqual([days, total, 10]);
  });

  test('cost no more than everything', () => {
    const rule = { percentPerDay: 60, freeDays: 0, daysMax: undefined };
    expect(markOf(spec, late(rule), outcomes, at(100)).total).toBe(0);
  });

  test('without a date of handing in are nobody’s to count', () => {
    const mark = markOf(spec, late(), outcomes, { ...ANN, isLate: true });
    expect([mark.late, mark.total]).toEqual([undefined, 10]);
    expect(mark.remarks.join()).toMatch(/late according to the platform/);
  });

  test('are what an exception says, whatever the clock says', () => {
    const course = {
      ...late(),
      overrides: [{ student: 'Ann Lee', lateDays: 2, reason: 'a train' }],
    };
    const mark = markOf(spec, course, outcomes, at(90));
    expect([mark.late?.days, mark.total]).toEqual([2, 9]);
    expect(mark.remarks).toEqual(['late days: 2, a train']);
  });
});

describe('an exception', () => {
  test.each(['ann', 'ANN', 'ann@u.edu', '7', 'ann lee'])('finds its student as %s', (student) => {
    const course = withOverrides({ student, add: 5, reason: 'a bonus' });
    expect(markOf(spec, course, outcomes, ANN).total).toBe(15);
  });

  test('of somebody else changes nothing', () => {
    const course = withOverrides({ student: 'an', add: 5, reason: 'a bonus' });
    expect(markOf(spec, course, outcomes, ANN)).toMatchObject({ total: 10, remarks: [] });
  });

  test('whose student is not there is told', () => {
    const overrides = ['ANN', 'bob', '7', 'bob', 'anne'].map((student) => ({
      student,
      add: 1,
      reason: 'a bonus',
    }));
    expect(namedForNobody(withOverrides(...overrides), [ANN])).toEqual(['bob', 'anne']);
    expect(namedForNobody(undefined, [ANN])).toEqual([]);
  });

  test('replaces the points of a test, and is said', () => {
    const course = withOverrides({ student: 'ann', test: failing, points: 4, reason: 'by hand' });
    const mark = markOf(spec, course, outcomes, ANN);
    expect([mark.earned, mark.total]).toEqual([14, 14]);
    expect(mark.remarks).toEqual([`${failing}: 0 → 4, by hand`]);
  });

  test('of the whole mark comes after lateness; several add up in their order', () => {
    const course = {
      ...late(),
      overrides: [
        { student: 'ann', points: 6, reason: 'a deal' },
        { student: 'ann', add: 0.5, reason: 'a find' },
      ],
    };
    const mark = markOf(spec, course, outcomes, at(50));
    expect([mark.late?.lost, mark.total]).toEqual([2, 6.5]);
    expect(mark.remarks).toEqual(['the mark: 8 → 6, a deal', 'the mark: 6 → 6.5, a find']);
  });
});

test('a test without an outcome is missing, and worth nothing', () => {
  const mark = markOf(spec, undefined, new Map(), ANN);
  expect(mark.tests.map(({ verdict }) => verdict)).toEqual(['missing', 'missing']);
  expect([mark.total, mark.points]).toEqual([0, 20]);
});
