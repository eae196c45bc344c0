/**
 * What a diagnosis says has to be true: on runs of correct solutions, it must say nothing. All run
 * tests: evaluation/causes.ts.
 */
import { expect, test } from 'vitest';
import { saidAgainst } from '../evaluation/causes/said-against.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { correctSolutions } from './mutants/index.js';

const known = await loadKnownLab('2');
const NUMBERS = ['1.6', '1.12', '2.2', '2.8', '2.9', '2.13', '3.7', '3.11', '3.12', '3.16'];

test.each(correctSolutions())('nothing is said against %s', async (solution) => {
  const watched: string[] = [];
  for await (const said of saidAgainst(solution, known, (number) => NUMBERS.includes(number))) {
    const { number, verdict, causes, stepsWithStates } = said;
    expect([number, verdict, causes]).toEqual([number, 'passed', []]);
    if (stepsWithStates > 20) watched.push(number);
  }
  expect(watched.length).toBeGreaterThan(3);
});
