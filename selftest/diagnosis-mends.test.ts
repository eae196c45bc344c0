/**
 * Labs with two mistakes: when the one that the first cause is about is mended, it alone, the test
 * passes, or the next cause is about the other. More of them: evaluation/causes.ts.
 */
import { afterAll, expect, test } from 'vitest';
import { mended, pairsOf } from '../evaluation/causes/mends.js';
import { labPool } from '../evaluation/kill-matrix/tested-lab.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { mutantNames, readMutant } from './mutants/index.js';

const { code, spec } = await loadKnownLab('2');
const pool = labPool();
afterAll(() => pool.close());

test.each([
  ['3.6', 'append-answers-what-was-appended', 'acknowledgement-kept-for-the-next-view'],
  ['2.6', 'server-init-empty', 'transfer-sent-and-forgotten'],
  ['3.4', 'lone-primary-replaced', 'never-asks-for-a-new-view'],
])('%s: %s and %s', async (number, one, other) => {
  const mistakes = [readMutant(one), readMutant(other)] as const;
  const failing = spec.tests.find((each) => each.number === number);
  if (failing === undefined) throw new Error(`there is no test ${number}`);
  const options = { code, tests: [], most: 1, statesMax: 60_000 };
  const { told, passes } = await mended(mistakes, failing, options, pool);
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter(({ mends }) => mends === undefined)).toEqual([]);
  expect(passes).toBe(true);
});

test('two mistakes of a pair are of one base, and of different kinds', () => {
  const pairs = pairsOf(mutantNames().map(readMutant));
  expect(pairs.length).toBeGreaterThan(50);
  for (const [one, other] of pairs) {
    expect(other?.base).toBe(one.base);
    expect(other?.['expected-cause']).not.toBe(one['expected-cause']);
  }
});
