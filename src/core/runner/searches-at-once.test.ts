import { expect, test } from 'vitest';
import type { SearchTestSpec } from '../registry/index.js';
import { searchesAtOnce } from './searches-at-once.js';
import type { PlannedTest, SearchOverrides, TestSettings } from './settings.js';

const spec: SearchTestSpec = {
  lab: '2',
  folder: '',
  number: '2.16',
  part: 2,
  title: 'a search',
  points: 1,
  kind: 'search',
  statesMax: 1000,
  timeMaxMs: 1000,
};

const GIB = 2 ** 30;
const roomy: SearchOverrides = { workers: 8, memoryMaxBytes: 16 * GIB };

function chosen(tests: number, search: SearchOverrides = roomy, processes = 8) {
  const planned = Array.from({ length: tests }, (): PlannedTest => ({ test: spec }));
  const settings: TestSettings = {
    processes,
    silentMsMax: 1000,
    timeouts: true,
    checks: false,
    logThreshold: 900,
    saveTraces: false,
    seed: 1,
    bail: false,
    search,
  };
  return searchesAtOnce(planned, settings);
}

test('two searches at once share the threads and the memory', () => {
  expect(chosen(5)).toEqual({ atOnce: 2, each: { workers: 4, memoryMaxBytes: 8 * GIB } });
});

test.each([
  ['there is only one test', 1, roomy, 8],
  ['only one process may work', 5, roomy, 1],
  ['the memory is small', 5, { ...roomy, memoryMaxBytes: 3 * GIB }, 8],
  ['the user asks for a budget', 5, { ...roomy, statesMax: 1e9 }, 8],
] as const)('one search gets all of them if %s', (_, tests, search, processes) => {
  expect(chosen(tests, search, processes)).toEqual({ atOnce: 1, each: search });
});
