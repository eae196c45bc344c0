import type { RunReport, TestOutcome } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';

/** The tests that did not pass: all, or those that are named. */
export function failedTests(
  { tests }: RunReport,
  named: readonly string[] | undefined,
): TestOutcome[] {
  const failed = tests.filter(({ verdict }) => verdict !== 'passed');
  if (named === undefined) return failed;
  const other = named.find((each) => !failed.some(({ number }) => number === each));
  if (other === undefined) return failed.filter(({ number }) => named.includes(number));
  const passed = tests.some(({ number }) => number === other);
  const why = passed ? `${other} passed in that run.` : `${other} was not part of that run.`;
  const numbers = failed.map(({ number }) => number).join(', ') || 'none';
  throw new UsageError('LT001', why, [`Tests of that run that did not pass: ${numbers}`]);
}
