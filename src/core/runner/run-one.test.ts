import { expect, test } from 'vitest';
import type { RunTestSpec } from '../registry/index.js';
import { TRACED_EVENTS_MAX, type RunOutcome } from '../testkit/index.js';
import type { Job } from './protocol.js';
import { Hangs } from './hangs.js';
import { RunningTest } from './run-one.js';
import type { TestSettings } from './settings.js';

const spec: RunTestSpec = {
  lab: '2',
  folder: '',
  number: '2.5',
  part: 2,
  title: 'a test',
  points: 1,
  kind: 'run',
  limitMs: 1000,
  eventsMax: 1_000_000,
  seeds: [1],
};

const settings: TestSettings = {
  processes: 1,
  silentMsMax: 1000,
  timeouts: true,
  checks: false,
  logThreshold: 900,
  logNodes: undefined,
  saveTraces: false,
  seed: 1,
  bail: false,
  search: { workers: 1, memoryMaxBytes: 1e9 },
};

interface FirstSeed {
  readonly isLost?: boolean;
  readonly limit?: 'time' | 'events';
  /** Every seed of a job is reported, as failed as the first. */
  readonly all?: boolean;
}

/** The jobs that are scheduled for a test whose first seed fails after this many events. */
async function jobsOf(
  events: number,
  seeds = [1],
  { isLost = false, limit = 'time', all = false }: FirstSeed = {},
  processes = 1,
): Promise<Job[]> {
  const jobs: Job[] = [];
  const failure = { kind: 'limit', limit, message: 'the run reached its limit' } as const;
  const outcome: RunOutcome = {
    seed: 1,
    verdict: 'failed',
    failure,
    virtualMs: 1,
    events,
    options: {},
  };
  const told = {
    isLost,
    wallMs: 1,
    log: undefined,
    trace: undefined,
    headline: undefined,
    diagnosis: undefined,
  };
  const running = new RunningTest(spec, seeds, {
    pool: {
      schedule: (job, onMessage) => {
        jobs.push(job);
        const done = all && job.kind === 'run' ? job.seeds : [1];
        for (const seed of done) {
          onMessage({ kind: 'seed-done', outcome: { ...outcome, seed }, ...told });
        }
        return Promise.resolve({ kind: 'done', isReusable: true });
      },
    },
    settings: { ...settings, processes },
    folder: '',
    hangs: new Hangs(),
    reproduceFlags: { run: '', search: '' },
    onSearch: () => undefined,
    onMembers: () => undefined,
    onUnsaved: () => undefined,
  });
  await running.finish();
  return jobs;
}

test('a seed that fails is run again with all there is to be kept of it', async () => {
  const [, again] = await jobsOf(5000);
  expect(again).toMatchObject({ log: 'kept', logThreshold: 0, saveTraces: true });
});

test('the seed to diagnose is run again before the seeds behind it', async () => {
  const jobs = await jobsOf(10, [1, 2, 3, 4], { all: true }, 2);
  expect(jobs.map((job) => job.kind === 'run' && job.seeds)).toEqual([[1], [1], [2], [3], [4]]);
});

test('a run without end is run again to be diagnosed, without a log and a trace', async () => {
  const [, again] = await jobsOf(TRACED_EVENTS_MAX + 1);
  expect(again).toMatchObject({ log: 'kept', logThreshold: 900, saveTraces: false });
});

test('behind a seed that hangs in a box no other is tried, nor that one again', async () => {
  const jobs = await jobsOf(10, [1, 2, 3, 4], { isLost: true });
  expect(jobs.map((job) => job.kind === 'run' && job.seeds)).toEqual([[1, 2, 3, 4]]);
});

test('behind a seed without end no other is begun, and that one is diagnosed', async () => {
  const jobs = await jobsOf(10, [1, 2, 3, 4, 5, 6, 7, 8], { limit: 'events' }, 2);
  expect(jobs.map((job) => job.kind === 'run' && job.seeds)).toEqual([[1, 2], [1]]);
});
