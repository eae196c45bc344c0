import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { UsageError } from '../../support/index.js';
import type { GradeJob } from '../grade-job.js';
import type { GradeWork } from './embedded-queue.js';
import type { TestResult } from '../test-record.js';
import type { TestsCode } from '../tests-code.js';
import { withoutVerdict, type WithoutVerdict } from '../without-verdict.js';
import { SlotNumbers } from './slot-numbers.js';
import { connectRedis, queueName, RedisStore } from './redis-store.js';

/** A worker that is killed is noticed after so long; one that is slow keeps its job by renewing. */
const LOCK_MS = 10_000;
const STALLED_LOOK_MS = 3000;
const STALLED_MAX = 3;
const VERSION_LOOK_MS = 2000;

/** Hears what a worker does. */
export interface WorkerListener {
  waiting(): void;
  started(job: GradeJob): void;
  done(job: GradeJob): void;
  failed(job: GradeJob, reason: string): void;
}

/** How a worker works. */
export interface WorkerSettings {
  readonly url: string;
  readonly harness: string;
  readonly slots: number;
  /** Ends when no job has come for so long; 0: never. */
  readonly idleMsMax: number;
  /** Gets the tests that jobs bring along. */
  readonly code: TestsCode;
}

/**
 * Takes jobs from a Redis server until the signal is raised. A job that another worker left in the
 * middle goes on behind the last test that had a result.
 *
 * @throws UsageError LT012 without a server, LT013 when only another version's jobs are there
 */
export async function workOnQueue(
  settings: WorkerSettings,
  work: GradeWork,
  listener: WorkerListener,
  signal: AbortSignal,
): Promise<void> {
  const { harness, slots } = settings;
  const redis = await connectRedis(settings.url);
  const store = new RedisStore(redis);
  const free = new SlotNumbers(slots);
  let busy = 0;
  let idleSinceMs = performance.now();
  const worker = new Worker<GradeJob, WithoutVerdict | null>(
    queueName(harness),
    async ({ data: job }) => {
      busy++;
      const slot = free.take();
      listener.started(job);
      try {
        await workOnJob(job, { store, code: settings.code }, slot, work);
        listener.done(job);
        return null;
      } catch (error) {
        const why = withoutVerdict(error);
        listener.failed(job, why.reason);
        // A worker that tries again mends no test.
        if (why.fault === 'test') return why;
        throw error;
      } finally {
        busy--;
        free.giveBack(slot);
        idleSinceMs = performance.now();
      }
    },
    {
      // A worker waits for jobs on a connection of its own.
      connection: redis.duplicate(),
      concurrency: slots,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_LOOK_MS,
      maxStalledCount: STALLED_MAX,
      autorun: false,
    },
  );
  worker.on('error', () => {});
  try {
    await refuseOtherVersions(store, harness);
    listener.waiting();
    void worker.run();
    while (!signal.aborted) {
      await delay(VERSION_LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (busy > 0) continue;
      await refuseOtherVersions(store, harness);
      const idleMs = performance.now() - idleSinceMs;
      if (settings.idleMsMax > 0 && idleMs > settings.idleMsMax) break;
    }
  } finally {
    await worker.close();
    redis.disconnect();
  }
}

async function workOnJob(
  job: GradeJob,
  { store, code }: { readonly store: RedisStore; readonly code: TestsCode },
  slot: number,
  work: GradeWork,
): Promise<void> {
  const known = new Set((await store.results(job)).map(({ record }) => record.outcome.number));
  const tests = job.spec.tests.filter(({ number }) => !known.has(number));
  if (tests.length === 0) return;
  const { testsDigest } = job;
  if (testsDigest !== undefined && !code.has(testsDigest)) {
    code.install(await store.tests(testsDigest));
  }
  const lab = await store.lab(job.filesDigest);
  const written: Promise<void>[] = [];
  const onResult = (result: TestResult): void => void written.push(store.putResult(job, result));
  try {
    await work({ ...job, spec: { ...job.spec, tests } }, lab, slot, onResult);
  } finally {
    await Promise.all(written);
  }
  // It was stopped: whoever takes the job next goes on from here.
  if (written.length < tests.length) throw new Error('the worker was stopped');
}

/** @throws UsageError LT013 */
async function refuseOtherVersions(store: RedisStore, harness: string): Promise<void> {
  const announced = await store.announced();
  if (announced.length === 0 || announced.includes(harness)) return;
  throw new UsageError(
    'LT013',
    `This worker is labtest ${harness}; the jobs are for another version.`,
    [`There are jobs for ${announced.join(', ')}: install that version here`],
  );
}
