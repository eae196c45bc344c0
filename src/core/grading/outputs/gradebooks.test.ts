import { expect, test } from 'vitest';
import { loadLabSpec, type Course } from '../../registry/index.js';
import type { Standing } from '../graded.js';
import { standingOf } from '../grading.js';
import type { Source } from '../intake/source.js';
import type { Student } from '../intake/student.js';
import { canvasCsv } from './canvas-csv.js';
import { feedbackMarkdown } from './feedback-markdown.js';
import { feedbackPage } from './feedback-page.js';
import { feedbackOf } from './feedback.js';
import { gradebookCsv } from './gradebook-csv.js';
import { gradescopeResults } from './gradescope-results.js';

const spec = await loadLabSpec('0');
const standing = (
  id: string,
  student: Student,
  state: Standing['state'] = 'graded',
  source: Partial<Source> = {},
  course?: Course,
): Standing => {
  const whole = { id, students: [student], paths: [], notes: [], ...source };
  return standingOf({ spec, course }, { source: whole, notes: [] }, new Map(), state).standing;
};
const cells = (csv: string, ...columns: readonly number[]): (string | undefined)[][] =>
  csv
    .trim()
    .split('\n')
    .map((line) => columns.map((i) => line.split(',')[i]));

test('Canvas gets its own ID from its own export only', () => {
  const standings = [
    standing('lee-412', { name: 'lee', id: '412', canvasId: '412' }),
    standing('412', { id: '412' }),
    standing('kim', { id: 'kim' }),
    standing('ann@u.edu', { name: 'Ann', id: '0012', email: 'ann@u.edu' }),
    standing('bob@u.edu', { name: 'Bob', email: 'bob@u.edu' }),
  ];
  expect(cells(canvasCsv(spec, standings), 0, 1, 2, 3).slice(2)).toEqual([
    ['lee', '412', '', ''],
    ['412', '', '412', ''],
    ['kim', '', '', 'kim'],
    ['Ann', '', '0012', 'ann@u.edu'],
    ['Bob', '', '', 'bob@u.edu'],
  ]);
});

test('who could not be graded has no mark, unless one was given by hand', () => {
  const override = { student: 'bob', points: 7, reason: 'on paper' };
  const course: Course = { lab: '0', preset: 'course', overrides: [override] };
  const standings = [
    standing('ann', { id: 'ann' }, 'refused', { isLate: true }, course),
    standing('bob', { id: 'bob' }, 'refused', {}, course),
  ];
  expect(cells(gradebookCsv(spec, standings), 0, 5).slice(1)).toEqual([
    ['ann', ''],
    ['bob', '7'],
  ]);
  expect(cells(canvasCsv(spec, standings), 0, 5).slice(2)).toEqual([['bob', '7']]);
});

test('where no test gives points, a submission is told by the tests that it passes', () => {
  const tests = spec.tests.slice(0, 3).map((each) => ({ ...each, points: 0 }));
  const unpaid = { ...spec, tests };
  const whole = { id: 'ann', students: [{ id: 'ann' }], paths: [], notes: [] };
  const graded = standingOf(
    { spec: unpaid, course: undefined },
    { source: whole, notes: [] },
    new Map(),
    'graded',
  );
  expect(cells(gradebookCsv(unpaid, [graded.standing]), 5, 6, 7, 12).slice(1)).toEqual([
    ['', '', '', '0 of 3 tests'],
  ]);
  const feedback = feedbackOf(unpaid, graded, new Map(), []);
  for (const text of [feedbackMarkdown(feedback), feedbackPage(feedback)]) {
    expect(text.replaceAll(/<[^>]*>/g, '')).toContain('0 of 3 tests');
    expect(text).not.toContain('0 / 0');
  }
  const results = JSON.parse(gradescopeResults(graded)) as { score: number; output: string };
  expect(results).toMatchObject({ score: 0, output: '0 of 3 tests passed.' });
});
