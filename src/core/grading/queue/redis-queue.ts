import { setTimeout as delay } from 'node:timers/promises';
import { Queue, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { GradeJob } from '../grade-job.js';
import type { LabBundle } from '../../labs/index.js';
import type { LabFiles } from '../intake/lab-files.js';
import type { GradingQueue, QueueListener } from './queue.js';
import { harnessFailed, type WithoutVerdict } from '../without-verdict.js';
import { connectRedis, queueName, RedisStore } from './redis-store.js';

/** A job that came to no verdict, for no want of trying, returns why. */
type QueuedJob = Job<GradeJob, WithoutVerdict | null>;

const LOOK_MS = 500;
/** Looks after which jobs that a server lost with its memory are submitted again. */
const LOOKS_TO_RESUBMIT = 10;
/** Workers that are stopped in good order give their job back, which counts as one. */
const ATTEMPTS_MAX = 5;

/** What every job of a queue is judged by. */
export interface QueuedTests {
  readonly harness: string;
  /** Left out: those of this package. */
  readonly tests?: LabBundle | undefined;
}

interface Submitted {
  readonly job: GradeJob;
  readonly lab: LabFiles;
  isStarted: boolean;
  /** Numbers of the tests whose result was handed on. */
  readonly told: Set<string>;
}

/**
 * The queue on a Redis server, for workers on any number of machines. The server is asked, again
 * and again, how the jobs stand: whatever it or a worker forgets when it is killed, this finds out
 * and sees to; the files of a lab are there by their digest, so no disk is shared.
 */
export class RedisQueue implements GradingQueue {
  readonly #redis: Redis;
  readonly #queue: Queue<QueuedJob>;
  readonly #store: RedisStore;
  readonly #listener: QueueListener;
  readonly #signal: AbortSignal;
  readonly #harness: string;
  readonly #tests: LabBundle | undefined;
  readonly #left = new Map<string, Submitted>();
  #looking: Promise<void> | undefined;

  private constructor(
    redis: Redis,
    { harness, tests }: QueuedTests,
    listener: QueueListener,
    signal: AbortSignal,
  ) {
    this.#redis = redis;
    this.#queue = new Queue<QueuedJob>(queueName(harness), { connection: redis });
    // A server that is away is waited for; `look` goes on when it is back.
    this.#queue.on('error', () => {});
    this.#store = new RedisStore(redis);
    this.#listener = listener;
    this.#signal = signal;
    this.#harness = harness;
    this.#tests = tests;
  }

  /** @throws UsageError LT012 */
  static async open(
    url: string,
    queued: QueuedTests,
    listener: QueueListener,
    signal: AbortSignal,
  ): Promise<RedisQueue> {
    const queue = new RedisQueue(await connectRedis(url), queued, listener, signal);
    await queue.#store.announce(queued.harness);
    return queue;
  }

  async submit(job: GradeJob, lab: LabFiles): Promise<void> {
    if (this.#left.has(job.id)) return;
    const submitted = { job, lab, isStarted: false, told: new Set<string>() };
    this.#left.set(job.id, submitted);
    await this.#add(submitted);
    this.#looking ??= this.#lookOn();
  }

  async drained(): Promise<void> {
    await this.#looking;
  }

  async close(): Promise<void> {
    if (this.#signal.aborted) await this.#withdraw();
    await this.#queue.close().catch(() => undefined);
    this.#redis.disconnect();
  }

  async #add({ job, lab }: Submitted): Promise<void> {
    if (this.#tests !== undefined) await this.#store.putTests(this.#tests);
    await this.#store.putLab(lab);
    await this.#queue.add('grade', job, {
      jobId: job.id,
      attempts: ATTEMPTS_MAX,
      backoff: { type: 'fixed', delay: LOOK_MS },
      removeOnComplete: false,
      removeOnFail: false,
    });
  }

  async #lookOn(): Promise<void> {
    for (let looks = 1; this.#left.size > 0 && !this.#signal.aborted; looks++) {
      await delay(LOOK_MS, undefined, { signal: this.#signal }).catch(() => undefined);
      if (this.#signal.aborted) break;
      try {
        await this.#look();
        if (looks % LOOKS_TO_RESUBMIT === 0) await this.#resubmitLost();
      } catch (error) {
        // The server went away in the middle of it: what it holds is still there at the next look.
        if (!isConnectionLost(error)) throw error;
      }
    }
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const jobs = await this.#queue.getJobs(['active', 'completed', 'failed']);
    for (const found of jobs) {
      const submitted = found?.id === undefined ? undefined : this.#left.get(found.id);
      if (submitted !== undefined) await this.#follow(submitted, found);
    }
  }

  async #follow(submitted: Submitted, found: QueuedJob): Promise<void> {
    const { job, told } = submitted;
    if (!submitted.isStarted) {
      submitted.isStarted = true;
      this.#listener.started(job);
    }
    for (const result of await this.#store.results(job)) {
      const { number } = result.record.outcome;
      if (told.has(number)) continue;
      told.add(number);
      this.#listener.result(job, result);
    }
    const { finishedOn, failedReason, returnvalue } = found;
    if (finishedOn === undefined) return;
    // All of it is in the journal now; were it left here, the same job could not come again.
    this.#left.delete(job.id);
    await found.remove();
    await this.#store.dropResults(job.id);
    if (job.spec.tests.every(({ number }) => told.has(number))) await this.#listener.done(job);
    else {
      const why = returnvalue ?? harnessFailed(failedReason ?? 'the worker gave no reason');
      await this.#listener.failed(job, why);
    }
  }

  /** A server that lost its last second, or all it had, is told again. */
  async #resubmitLost(): Promise<void> {
    await this.#store.announce(this.#harness);
    for (const submitted of this.#left.values()) {
      const known = await this.#queue.getJob(submitted.job.id);
      if (known === undefined) await this.#add(submitted);
    }
  }

  /** Whoever interrupts does not want the workers to go on. */
  async #withdraw(): Promise<void> {
    for (const id of this.#left.keys()) {
      // A job that a worker has just now cannot be withdrawn; it comes to its end.
      await this.#queue.remove(id).catch(() => undefined);
    }
  }
}

function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code ?? '') ||
    /connection is closed|LOADING|READONLY|stream isn't writeable/i.test(message)
  );
}
