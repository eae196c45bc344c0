/**
 * A sample of docs/reference/diagnosis.md, a mutant for each kind of failure: a failing test names
 * the cause that was written down beforehand. All: evaluation/causes.ts.
 */
import { expect, test } from 'vitest';
import { explained } from '../evaluation/causes/explained.js';
import { TestedLab } from '../evaluation/kill-matrix/tested-lab.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { readMutant } from './mutants/index.js';

const { code, spec } = await loadKnownLab('2');

test.each([
  ['wrong result', 'answer-kept-from-the-last-command', '2.2'],
  ['no progress', 'never-asks-for-a-new-view', '2.5'],
  ['a view that does not come', 'dead-backup-kept', '1.9'],
  ['a test that goes on too early', 'client-answers-itself', '2.6'],
  ['no handler', 'error-reply-without-handler', '2.8'],
  ['a handler without end', 'sendcommand-waits', '2.1'],
  ['not pure', 'view-in-a-module-variable', '1.1'],
  ['refused when loaded', 'async-handler', '1.1'],
  ['an invariant of a run', 'forward-reply-of-old-view', '3.16'],
  ['an invariant of a search', 'replied-before-backup', '3.19'],
  ['a search without end', 'pings-counted', '3.17'],
])('%s: %s in %s', async (_kind, name, number) => {
  const mutant = readMutant(name);
  const failing = spec.tests.find((each) => each.number === number);
  if (failing === undefined) throw new Error(`there is no test ${number}`);
  const lab = await TestedLab.of(mutant, code);
  try {
    const [first] =
      failing.kind === 'search' ? [] : await lab.failingSeeds(failing, failing.seeds, 1);
    const told = await explained(lab, failing, first?.seed ?? 1, 1_000_000);
    expect(told).toMatchObject({ named: mutant['expected-cause'] });
  } finally {
    lab.close();
  }
});

test('an initial view is not found: statistics-everywhere in 2.19, few states', async () => {
  const mutant = readMutant('statistics-everywhere');
  const search = spec.tests.find(({ number }) => number === '2.19');
  if (search === undefined) throw new Error('there is no test 2.19');
  const lab = await TestedLab.of(mutant, code);
  try {
    const told = await lab.explain(search, { seed: 1, events: 0 }, 3000);
    expect(told?.cause).toBe('start');
    expect(told?.named).toBe(mutant['expected-cause']);
    expect(told?.diagnosis.cause?.message).toMatch(/^ViewServer\.handle.* counts/);
  } finally {
    lab.close();
  }
});
