import path from 'node:path';
import process from 'node:process';
import type { TestSpec } from '../../core/registry/index.js';
import { latestRun, notPassed } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import type { ChosenLab } from './lab-of.js';
import { readReport } from './read-report.js';

/** Tests that failed and have not passed since, each with its failed seeds. */
type Failures = ReadonlyMap<string, readonly number[]>;

/**
 * The failures for `--only-failed`.
 *
 * @throws UsageError LT007 when no run was ever made
 */
export function failuresOf({ folder }: ChosenLab): Failures {
  const failures = notPassed(folder.root, folder.lab) ?? newestFailures(folder.root);
  if (failures !== undefined) return failures;
  throw new UsageError('LT007', '--only-failed: there is no earlier run to look at.', [
    `Looked for ${path.join(folder.root, 'logs', 'latest', 'report.json')}`,
  ]);
}

/** For runs of an older labtest, which kept no record: what did not pass in the newest run. */
function newestFailures(root: string): Failures | undefined {
  const folder = latestRun(root);
  const report = folder === undefined ? undefined : readReport(folder);
  if (report === undefined) return undefined;
  const failed = report.tests.filter(({ verdict }) => verdict !== 'passed');
  return new Map<string, readonly number[]>([
    ...failed.map(
      ({ number, failedSeed: seed }) => [number, seed === undefined ? [] : [seed]] as const,
    ),
    ...report.notRun.map((number) => [number, []] as const),
  ]);
}

/**
 * The tests among `chosen` to run again; none only if no test failed.
 *
 * @throws UsageError LT001 if only tests outside `chosen` still fail
 */
export function onlyFailed(
  chosen: readonly TestSpec[],
  failures: Failures,
  { spec }: ChosenLab,
): TestSpec[] {
  const failing = chosen.filter(({ number }) => failures.has(number));
  const others = spec.tests.filter(({ number }) => failures.has(number));
  if (failing.length === 0 && others.length === 0) {
    process.stderr.write('labtest: every test that failed has passed since\n');
  }
  if (failing.length > 0 || others.length === 0) return failing;
  const numbers = others.map(({ number }) => number).join(' ');
  throw new UsageError('LT001', 'None of these tests failed the last time it ran.', [
    `Tests that failed and have not passed since: ${numbers}`,
    'To run them: labtest --only-failed',
  ]);
}
