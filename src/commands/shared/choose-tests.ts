import path from 'node:path';
import { patternsOfFlags, selectTests, type TestSpec } from '../../core/registry/index.js';
import { latestRun } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import type { TestFlags } from './flags.js';
import type { ChosenLab } from './lab-of.js';
import { readReport } from './read-report.js';

/** Which tests a command is about when it is not told. */
export type Scope = 'all' | 'run' | 'search';

type SelectionFlags = Pick<TestFlags, 'part' | 'test-num' | 'no-run' | 'no-search' | 'only-failed'>;

/** The tests that arguments and flags choose. One that is named by number is in every scope. */
export function chooseTests(
  scope: Scope,
  { spec, folder }: ChosenLab,
  argv: readonly string[],
  flags: SelectionFlags,
): TestSpec[] {
  const given = patternsOfFlags(spec, flags.part ?? [], flags['test-num'] ?? []);
  const failed = flags['only-failed'] ? notPassed(folder.root) : undefined;
  const chosen = selectTests(spec, [...argv, ...given])
    .filter(({ test, named }) => named || inScope(scope, test))
    .map(({ test }) => test)
    .filter(({ kind }) => !(kind === 'search' ? flags['no-search'] : flags['no-run']))
    .filter(({ number }) => failed === undefined || failed.has(number));
  if (chosen.length === 0 && failed === undefined) {
    throw new UsageError('LT001', 'These arguments choose no test.', [
      scope === 'all' ? 'All tests: labtest list' : 'All tests: labtest list · run both: labtest',
    ]);
  }
  return chosen;
}

function inScope(scope: Scope, { kind }: TestSpec): boolean {
  if (scope === 'all') return true;
  return scope === 'search' ? kind === 'search' : kind !== 'search';
}

/** Numbers of the tests that did not pass in the newest run, or did not get their turn. */
function notPassed(root: string): Set<string> {
  const folder = latestRun(root);
  const report = folder === undefined ? undefined : readReport(folder);
  if (report === undefined) {
    throw new UsageError('LT007', '--only-failed: there is no earlier run to look at.', [
      `Looked for ${path.join(root, 'logs', 'latest', 'report.json')}`,
    ]);
  }
  const { tests, notRun } = report;
  const failed = tests.filter(({ verdict }) => verdict !== 'passed');
  return new Set([...failed.map(({ number }) => number), ...notRun]);
}
