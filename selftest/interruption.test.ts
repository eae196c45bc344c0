import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { labOf } from '../src/commands/shared/lab-of.js';
import { planTest, runTests, type RunListener } from '../src/core/runner/index.js';
import { labCopy } from './cli-process.js';

const SILENT: RunListener = {
  begin: () => undefined,
  testDone: () => Promise.resolve(),
  status: () => undefined,
  end: () => Promise.resolve(),
};

test('round after round can wait for one Ctrl-C, for none of them keeps a listener', async () => {
  const lab = await labOf({ solution: labCopy('lab0-reference') });
  const planned = lab.spec.tests.slice(0, 1).map((spec) => planTest(spec, {}));
  const { signal } = new AbortController();
  const report = await runTests(
    {
      ...lab,
      solution: '.',
      planned,
      settings: {
        seed: 1,
        timeouts: true,
        logThreshold: 99,
        logNodes: undefined,
        processes: 1,
        silentMsMax: 60_000,
        bail: false,
        checks: false,
        saveTraces: false,
        search: { workers: 1, eager: false, memoryMaxBytes: 1e9 },
      },
      reproduceFlags: { run: '', search: '' },
      keep: 'none',
    },
    SILENT,
    signal,
  );
  expect(report).toMatchObject({ passed: 1, failed: 0 });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
