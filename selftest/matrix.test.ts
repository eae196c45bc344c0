/**
 * A sample of the kill matrix. The whole of it takes a quarter of an hour: evaluation/matrix.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../evaluation/kill-matrix/matrix.js';
import { killersOf, mutantRows, summaryOf } from '../evaluation/kill-matrix/summary.js';
import { TestedLab } from '../evaluation/kill-matrix/tested-lab.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import type { RunTestSpec, TestSpec } from '../src/core/registry/index.js';
import { correctSolutions, mutantNames, readMutant } from './mutants/index.js';

const { code, spec } = await loadKnownLab('2');
const isRun = (each: TestSpec): each is RunTestSpec => each.kind !== 'search';
const runs = spec.tests.filter(isRun);
const LONG = new Set(['2.14', '2.15']);

const matrix = JSON.parse(
  readFileSync(new URL('../docs/reference/kill-matrix.json', import.meta.url), 'utf8'),
) as Matrix;

/** For each test, the first mutant that was made for it and that it kills. */
const sample = runs
  .filter(({ number }) => !LONG.has(number))
  .flatMap(({ number }) => {
    const victims = mutantRows(matrix).filter(
      (row) => row.mutant.madeFor.includes(number) && killersOf(row, matrix).includes(number),
    );
    const [victim] = victims;
    return victim === undefined ? [] : [{ number, mutant: victim.name }];
  });

/** The seeds for a correct solution, few enough for all to take some seconds. */
const SEEDS_OF_CORRECT = 2;

describe('the kill matrix', () => {
  test('is about the mutants, the solutions and the tests there are', () => {
    expect(matrix.rows.map(({ name }) => name)).toEqual([...correctSolutions(), ...mutantNames()]);
    expect(runs.map(({ number }) => number)).toEqual(
      matrix.tests.filter(({ kind }) => kind !== 'search').map(({ number }) => number),
    );
  });

  test('finds no fault with correct solutions', () => {
    expect(summaryOf(matrix).correctFailing).toEqual([]);
  });

  test('has run tests kill four in five of the mutants that break safety', () => {
    const { safety, safetyByRuns } = summaryOf(matrix);
    expect(safetyByRuns / safety).toBeGreaterThanOrEqual(0.8);
  });
});

describe('a correct solution', () => {
  test.each(correctSolutions())('%s passes parts 1 and 3', async (name) => {
    const lab = await TestedLab.of(name, code);
    try {
      for (const each of runs.filter(({ part }) => part !== 2)) {
        const seeds = each.seeds.slice(0, SEEDS_OF_CORRECT);
        expect([each.number, await lab.failingSeeds(each, seeds, Infinity)]).toEqual([
          each.number,
          [],
        ]);
      }
    } finally {
      lab.close();
    }
  });
});

describe('a mutant that was made for a test', () => {
  test.each(sample)('$mutant is killed by $number', async ({ number, mutant }) => {
    const lab = await TestedLab.of(readMutant(mutant), code);
    const [made] = runs.filter((each) => each.number === number);
    try {
      const seeds = made?.seeds ?? [];
      expect(await lab.failingSeeds(made as RunTestSpec, seeds, 1)).toHaveLength(1);
    } finally {
      lab.close();
    }
  });
});
