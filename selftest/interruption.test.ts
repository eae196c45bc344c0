import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { labOf } from '../src/commands/shared/lab-of.js';
import {
  planTest,
  runTests,
  type RunListener,
  type RunReport,
  type TestSettings,
} from '../src/core/runner/index.js';
import { labCopy } from './cli-process.js';

const SILENT: RunListener = {
  begin: () => undefined,
  warn: () => undefined,
  mistaken: () => Promise.resolve(),
  testDone: () => Promise.resolve(),
  status: () => undefined,
  end: () => Promise.resolve(),
};

const SETTINGS: TestSettings = {
  seed: 1,
  timeouts: true,
  logThreshold: 99,
  logNodes: undefined,
  processes: 1,
  silentMsMax: 60_000,
  bail: false,
  checks: false,
  saveTraces: false,
  search: { workers: 1, memoryMaxBytes: 1e9 },
};

/** Runs these tests of a solution until they end or it is aborted. */
async function run(
  solution: string,
  numbers: readonly string[],
  around: { listener?: RunListener; signal: AbortSignal; settings?: TestSettings },
): Promise<RunReport> {
  const lab = await labOf({ solution: labCopy(solution) });
  const { listener = SILENT, signal, settings = SETTINGS } = around;
  const planned = lab.spec.tests
    .filter(({ number }) => numbers.includes(number))
    .map((spec) => planTest(spec, {}));
  const flags = { run: '', search: '' };
  const request = { ...lab, solution: '.', planned, settings, reproduceFlags: flags };
  return runTests({ ...request, keep: 'none' }, listener, signal);
}

test('round after round can wait for one Ctrl-C, for none of them keeps a listener', async () => {
  const { signal } = new AbortController();
  const report = await run('lab0-reference', ['1.1'], { signal });
  expect(report).toMatchObject({ passed: 1, failed: 0 });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('of a search test that is interrupted, the searches that have ended are told', async () => {
  const controller = new AbortController();
  const endless = 'results are right in all views';
  const listener: RunListener = {
    ...SILENT,
    status: ({ search }) => {
      if (search?.status.search === endless) controller.abort();
    },
  };
  const settings = { ...SETTINGS, search: { ...SETTINGS.search, statesMax: 1e9 } };
  const { signal } = controller;
  const report = await run('lab2-reference', ['2.17', '2.18'], { listener, signal, settings });
  expect(report).toMatchObject({ interrupted: true, inconclusive: 1, notRun: ['2.18'] });
  const [told] = report.tests;
  expect(told?.reason).toMatch(
    /^results are right in all views: interrupted; every interleaving of up to \d+ steps? covered/,
  );
  const ends = told?.searches?.map(({ end }) => end);
  expect(ends).toEqual(['goal', 'goal', 'exhausted', 'stopped']);
});
