import { patternsOfFlags, selectTests, type TestSpec } from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';
import type { TestFlags } from './flags.js';
import type { ChosenLab } from './lab-of.js';
import { failuresOf, onlyFailed } from './only-failed.js';

/** Which tests a command runs by default. */
export type Scope = 'all' | 'run' | 'search';

type SelectionFlags = Pick<TestFlags, 'part' | 'test-num' | 'no-run' | 'no-search' | 'only-failed'>;

/** The tests that arguments and flags select. A test named by number is in every scope. */
export function chooseTests(
  scope: Scope,
  lab: ChosenLab,
  argv: readonly string[],
  flags: SelectionFlags,
): TestSpec[] {
  const { spec } = lab;
  const given = patternsOfFlags(spec, flags.part ?? [], flags['test-num'] ?? []);
  const chosen = selectTests(spec, [...argv, ...given])
    .filter(({ test, named }) => named || inScope(scope, test))
    .map(({ test }) => test)
    .filter(({ kind }) => !(kind === 'search' ? flags['no-search'] : flags['no-run']));
  if (chosen.length === 0) {
    throw new UsageError('LT001', 'No test matches these arguments.', [
      scope === 'all' ? 'All tests: labtest list' : 'All tests: labtest list · run both: labtest',
    ]);
  }
  return flags['only-failed'] ? onlyFailed(chosen, failuresOf(lab), lab) : chosen;
}

function inScope(scope: Scope, { kind }: TestSpec): boolean {
  if (scope === 'all') return true;
  return scope === 'search' ? kind === 'search' : kind !== 'search';
}
