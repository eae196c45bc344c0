/** A class of `CLASS` submissions of all kinds (default 16): its gradebook is exactly right. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gradedBy, loadCourse, loadLabSpec } from '../src/core/registry/index.js';
import { folderOf, labtest } from './cli-process.js';
import { GRADE, gradebook } from './grading-class.js';
import { writeMixedClass } from './grading-mixed-class.js';

const SIZE = Number(process.env['CLASS'] ?? 16);

/** The view server's tests, and one run test of each kind. */
const COURSE = `lab: "2"
tests:
  "*": { skip: true }
  "1.*": { skip: false }
  "2.1-2.3": { skip: false }
  "2.9": { skip: false }
`;

test('a mixed class has exactly the marks it should have', { timeout: 3_600_000 }, async () => {
  const root = folderOf({ 'course.yaml': COURSE });
  const spec = await gradedBy(
    await loadCourse(join(root, 'course.yaml'), root),
    await loadLabSpec('2'),
  );
  const expected = await writeMixedClass(join(root, 'submissions'), SIZE, spec);
  await labtest(root, GRADE);
  const rows = gradebook(root);
  const seen = [...rows].map(([id, row]) => {
    const { state, total } = row;
    const tests = state === 'graded' ? spec.tests : [];
    const cells = Object.fromEntries(tests.map(({ number }) => [number, row[number]]));
    return [id, { state, total, cells }] as const;
  });
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
});
