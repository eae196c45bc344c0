import { roundedToHundredths, type LabSpec } from '../../registry/index.js';
import { failureLines } from '../../report/index.js';
import type { GradedSubmission, Standing } from '../graded.js';
import type { TestMark } from '../mark.js';
import type { TestRecord } from '../test-record.js';
import { lateLine } from './gradescope-results.js';
import { scoreOf, type Score } from '../score.js';

/** What a student is told of one test. */
export interface TestFeedback extends TestMark {
  /** What went wrong, as the terminal shows it; empty for a test that passed. */
  readonly lines: readonly string[];
  /** Files beside the feedback. */
  readonly traces: readonly string[];
}

/** All that a student is told: the same for every format. */
export interface Feedback {
  readonly title: string;
  readonly students: string;
  readonly score: Score;
  /** What is to be said besides the tests, a sentence each. */
  readonly remarks: readonly string[];
  readonly tests: readonly TestFeedback[];
  /** Tests that students do not see. */
  readonly hidden: number;
  readonly commit: string | undefined;
}

/** Tests that students do not see. */
export function hiddenTests({ tests }: LabSpec): Set<string> {
  const hidden = tests.filter(({ visibility }) => visibility === 'hidden');
  return new Set(hidden.map(({ number }) => number));
}

/** What the student is told. Hidden tests are counted and not shown. */
export function feedbackOf(
  spec: LabSpec,
  { standing, records }: GradedSubmission,
  traces: ReadonlyMap<string, readonly string[]>,
  about: readonly string[],
): Feedback {
  const { mark, reason, state, notes, commit } = standing;
  const hidden = hiddenTests(spec);
  const shown = mark.tests.filter(({ test }) => !hidden.has(test.number));
  const remarks = [
    reason === undefined ? undefined : `This submission was not graded: ${reason}`,
    state === 'waiting' ? 'Not all tests have run yet.' : undefined,
    lateLine(mark.late),
    ...mark.remarks,
    ...notes,
    ...about,
  ];
  return {
    title: `Lab ${spec.lab}: ${spec.title}`,
    students: namesOf(standing),
    score: scoreOf(mark),
    remarks: remarks.filter((remark) => remark !== undefined),
    tests: shown.map((test) => testFeedback(test, records, traces)),
    hidden: mark.tests.length - shown.length,
    commit: commit?.id,
  };
}

/** `3 / 5`; nothing for a test that gives none. */
export function pointsOf({ earned, test: { points } }: TestMark): string {
  return points === 0 && earned === 0 ? '' : `${earned} / ${points}`;
}

/** Of hidden tests, for whoever grades; undefined where none of them has anything to say. */
export function hiddenFeedback(
  spec: LabSpec,
  { standing, records }: GradedSubmission,
  traces: ReadonlyMap<string, readonly string[]>,
): Feedback | undefined {
  const hidden = hiddenTests(spec);
  const tests = standing.mark.tests
    .filter(({ test }) => hidden.has(test.number))
    .map((test) => testFeedback(test, records, traces));
  if (tests.every(({ lines }) => lines.length === 0)) return undefined;
  return {
    title: `Lab ${spec.lab}: hidden tests`,
    students: namesOf(standing),
    score: scoreOf({
      tests,
      total: roundedToHundredths(tests.reduce((sum, { earned }) => sum + earned, 0)),
      points: tests.reduce((sum, { test }) => sum + test.points, 0),
    }),
    remarks: ['Students do not get this page.'],
    tests,
    hidden: 0,
    commit: standing.commit?.id,
  };
}

function namesOf({ source }: Standing): string {
  return source.students.map(({ name, id, email }) => name ?? id ?? email ?? source.id).join(', ');
}

function testFeedback(
  mark: TestMark,
  records: ReadonlyMap<string, TestRecord>,
  traces: ReadonlyMap<string, readonly string[]>,
): TestFeedback {
  const { number } = mark.test;
  const record = records.get(number);
  const lines =
    record === undefined || record.outcome.verdict === 'passed'
      ? []
      : failureLines(record.outcome).map((line) => line.replace(/^ {2}/, ''));
  return { ...mark, lines, traces: traces.get(number) ?? [] };
}
