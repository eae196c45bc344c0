/**
 * Labs that attack their compiler, compiled as a grader compiles them, in the best box that this
 * machine has. `HOSTILE=all` runs all of them, which takes minutes; otherwise one in a few.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  gradeOne,
  TestsCode,
  type GradeJob,
  type TestResult,
} from '../../src/core/grading/index.js';
import { probeLadder } from '../../src/core/isolation/index.js';
import type { LabCode } from '../../src/core/labs/index.js';
import { loadLabSpec } from '../../src/core/registry/index.js';
import { COMPILE_ATTACKS } from './compile-attacks.js';

const ONE_IN = 7;
const TEST_MAX_MS = 180_000;

const workFolder = mkdtempSync(join(tmpdir(), 'labtest-hostile-'));
afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

const { level } = probeLadder();
const spec = await loadLabSpec('0');
const chosen = COMPILE_ATTACKS.filter(
  (_, i) => process.env['HOSTILE'] === 'all' || i % ONE_IN === 0,
);

describe(`a lab that attacks the compiler, in a box of level ${level}`, () => {
  test.each(chosen)('$name', { timeout: TEST_MAX_MS }, async ({ name, files, expected }) => {
    const texts = Object.entries(files());
    const lab = {
      digest: name,
      files: texts.map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    };
    const job: GradeJob = {
      id: name,
      submission: name,
      filesDigest: name,
      spec: { ...spec, tests: spec.tests.slice(0, 1) },
      harness: 'this',
    };
    const { signal } = new AbortController();
    const codeOf = (each: GradeJob): Promise<LabCode> => new TestsCode().codeOf(each);
    const bench = { level, signal, memoryMaxBytes: 1 << 30, workFolder, codeOf };
    const results: TestResult[] = [];
    await gradeOne(job, lab, bench, 0, (result) => results.push(result));
    const [outcome, ...others] = results.map(({ record }) => record.outcome);
    expect([outcome?.verdict, others]).toEqual(['failed', []]);
    const reason = outcome?.reason ?? '';
    expect(reason).toMatch(expected);
    expect(reason).not.toMatch(/node_modules|dist\/core|bug in labtest/);
    expect(reason.length).toBeLessThan(1500);
  });
});
