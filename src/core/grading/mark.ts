import {
  earnedOf,
  roundedToHundredths,
  type Course,
  type LabSpec,
  type LateRule,
  type Override,
  type TestSpec,
} from '../registry/index.js';
import type { TestOutcome } from '../runner/index.js';
import type { Student } from './intake/student.js';

/** What one test comes to in a gradebook. */
export interface TestMark {
  readonly test: TestSpec;
  /** `missing`: it has no outcome, because the harness failed or is not there yet. */
  readonly verdict: TestOutcome['verdict'] | 'missing';
  readonly earned: number;
  /** Why that is not what the verdict promises. */
  readonly note?: string | undefined;
  readonly wallMs: number;
}

/** How late a submission is, and what that costs. */
export interface Lateness {
  readonly days: number;
  /** Points that are lost. */
  readonly lost: number;
}

/** What a submission is worth. */
export interface Mark {
  readonly tests: readonly TestMark[];
  /** By the tests alone. */
  readonly earned: number;
  readonly late?: Lateness | undefined;
  /** After lateness and exceptions. */
  readonly total: number;
  readonly points: number;
  /** An exception changed the points. */
  readonly isByHand?: boolean | undefined;
  /** Exceptions and whatever else changed the points, in words. */
  readonly remarks: readonly string[];
}

/** Of a submission, what its mark depends on besides the outcomes. */
export interface Circumstances {
  readonly id: string;
  readonly students: readonly Student[];
  readonly submittedAtMs?: number | undefined;
  /** Late by the platform's word, which says no date. */
  readonly isLate?: boolean | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The mark of one submission: a function of outcomes, tests, dates and the course's file alone. */
export function markOf(
  { tests }: LabSpec,
  course: Course | undefined,
  outcomes: ReadonlyMap<string, TestOutcome>,
  who: Circumstances,
): Mark {
  const exceptions = (course?.overrides ?? []).filter((each) => isFor(each, who));
  const remarks: string[] = [];
  const marks = tests.map((test): TestMark => {
    const { points, note } = earnedOf(test, outcomes);
    const { verdict = 'missing', wallMs = 0 } = outcomes.get(test.number) ?? {};
    const own = exceptions.filter((each) => each.test === test.number);
    const earned = own.reduce((sum, each) => changed(sum, each, remarks), points);
    return { test, verdict, earned, note, wallMs };
  });
  const earned = roundedToHundredths(marks.reduce((sum, mark) => sum + mark.earned, 0));
  const points = tests.reduce((sum, test) => sum + test.points, 0);
  const late = latenessOf(course?.late, exceptions, who, earned, remarks);
  const whole = exceptions.filter((each) => each.test === undefined);
  const afterLate = earned - (late?.lost ?? 0);
  const total = whole.reduce((sum, each) => changed(sum, each, remarks), afterLate);
  const isByHand = exceptions.some((each) => each.points !== undefined || each.add !== undefined);
  const about = { late, isByHand, remarks };
  return { tests: marks, earned, total: roundedToHundredths(total), points, ...about };
}

/** Whether an exception names this submission or one of its students. */
function isFor({ student }: Override, { id, students }: Circumstances): boolean {
  const names = [id, ...students.flatMap((each) => [each.id, each.email, each.name])];
  return names.some((name) => name?.toLowerCase() === student.toLowerCase());
}

/** The students that exceptions name and nobody is called: a typing error costs somebody points. */
export function namedForNobody(
  course: Course | undefined,
  everybody: readonly Circumstances[],
): string[] {
  const idle = (course?.overrides ?? []).filter(
    (each) => !everybody.some((one) => isFor(each, one)),
  );
  return [...new Set(idle.map(({ student }) => student))];
}

function changed(
  points: number,
  { points: instead, add, reason, test }: Override,
  remarks: string[],
): number {
  if (instead === undefined && add === undefined) return points;
  const result = roundedToHundredths((instead ?? points) + (add ?? 0));
  remarks.push(`${test ?? 'the mark'}: ${points} → ${result}, ${reason}`);
  return result;
}

function latenessOf(
  rule: LateRule | undefined,
  exceptions: readonly Override[],
  { submittedAtMs, isLate }: Circumstances,
  earned: number,
  remarks: string[],
): Lateness | undefined {
  const excepted = exceptions.find(({ lateDays }) => lateDays !== undefined);
  if (excepted !== undefined) {
    remarks.push(`late days: ${excepted.lateDays}, ${excepted.reason}`);
  } else if (isLate === true && submittedAtMs === undefined) {
    remarks.push(
      'late according to the platform, which does not say by how ' +
        'much: set lateDays in the course file',
    );
  }
  if (rule === undefined) return undefined;
  const days = excepted?.lateDays ?? daysBegun(rule, submittedAtMs);
  if (days === undefined) return undefined;
  const isTooLate = rule.daysMax !== undefined && days > rule.daysMax;
  const percent = isTooLate ? 100 : Math.max(0, days - rule.freeDays) * rule.percentPerDay;
  return { days, lost: roundedToHundredths((earned * Math.min(100, percent)) / 100) };
}

/** Days begun since it was due; undefined where nobody knows when it was handed in. */
function daysBegun({ due, graceMinutes }: LateRule, at: number | undefined): number | undefined {
  if (at === undefined) return undefined;
  const overMs = at - Date.parse(due);
  return overMs <= graceMinutes * 60_000 ? 0 : Math.ceil(overMs / DAY_MS);
}
