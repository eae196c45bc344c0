import { describe, expect, test } from 'vitest';
import { labCopy, labtest } from './cli-process.js';
import { addFiles } from './grading-class.js';

describe('a course file beside labtest.yaml', () => {
  test('gives the points, seeds and budgets of a run on a laptop', async () => {
    const lab = labCopy('lab2-reference');
    addFiles(lab, {
      'course.yaml': `lab: "2"
tests:
  "2.2": { points: 2.5, seeds: [41, 42] }
  "2.16": { states: 100000, points: 1 }
  "2.3": { countsWith: ["2.4"] }
`,
    });
    const { stdout, code } = await labtest(lab, ['run', '2.2', '2.3', '2.16']);
    expect(code).toBe(0);
    expect(stdout).toContain('TEST 2.2: Single client, single server, simple operations (2.5pts)');
    expect(stdout).toContain('PASS (2 seeds');
    expect(stdout).toContain('Points: 3.5/8.5');
    expect(stdout).toContain('2.3 earns 0 of 5: counts only together with 2.4');
  });

  test('in the strict preset gives an untouched skeleton nothing', async () => {
    const lab = labCopy('../labs/lab2-primarybackup');
    addFiles(lab, { 'course.yaml': 'lab: "2"\npreset: strict\n' });
    const { stdout } = await labtest(lab, ['run', '1', '2', '2.16', '2.17', '2.20']);
    expect(stdout).toMatch(/^Points: 0\/\d+/m);
  });

  test('that is wrong is told by line and column', async () => {
    const lab = labCopy('lab2-reference');
    addFiles(lab, { 'course.yaml': 'lab: "2"\ntests:\n  "2.2": { pionts: 3 }\n' });
    const { stderr, code } = await labtest(lab, ['run', '2.2']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/course\.yaml:3:\d+: tests\.2\.2: .*pionts/);
  });
});
