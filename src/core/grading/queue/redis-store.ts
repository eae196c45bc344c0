import { gunzipSync, gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { UsageError } from '../../support/index.js';
import type { GradeJob } from '../grade-job.js';
import type { LabBundle } from '../../labs/index.js';
import { labFiles, type LabFiles } from '../intake/lab-files.js';
import type { TestResult } from '../test-record.js';

const PREFIX = 'labtest';
/** Kept for the longest queue of a class; a job that comes later is submitted again. */
const FILES_KEPT_S = 14 * 24 * 60 * 60;
/** A grading that has not been heard of for so long is over. */
const HARNESS_KEPT_MS = 60_000;

/** A queue for each version of the harness: a worker never sees the jobs of another one. */
export function queueName(harness: string): string {
  return `${PREFIX}-${harness}`;
}

/**
 * A connection that waits for a server which is restarted, for as long as it takes.
 *
 * @throws UsageError LT012 when nothing answers in the beginning
 */
export async function connectRedis(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new UsageError('LT004', `--queue ${url}: expected redis://[:password@]host[:port]`);
  }
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2000),
  });
  // What goes wrong later is tried again; the first time somebody has to be told.
  let firstError: Error | undefined;
  redis.on('error', (error: Error) => (firstError ??= error));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    const why = firstError?.message ?? String(error);
    throw new UsageError('LT012', `No Redis server answers at ${withoutPassword(url)}: ${why}`, [
      'Start it: redis-server --appendonly yes --requirepass … · docs: the page on clusters',
    ]);
  }
  return redis;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@]*@/, '//…@');
}

const storedBundle = z.object({
  author: z.string(),
  files: z.array(z.tuple([z.string(), z.string()])),
  given: z.array(z.string()),
  digest: z.string(),
});
const storedFiles = z.array(z.tuple([z.string(), z.base64()]));

/** Lab files and results in Redis, beside the queue. */
export class RedisStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async putLab({ digest, files }: LabFiles): Promise<void> {
    const plain = files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')]);
    const packed = gzipSync(JSON.stringify(plain));
    await this.#redis.set(`${PREFIX}:files:${digest}`, packed, 'EX', FILES_KEPT_S);
  }

  /** The files with this digest: what came is what was sent, or an error says so. */
  async lab(digest: string): Promise<LabFiles> {
    const packed = await this.#redis.getBuffer(`${PREFIX}:files:${digest}`);
    if (packed === null) throw new Error(`the queue holds no files ${digest}`);
    const plain = storedFiles.parse(JSON.parse(gunzipSync(packed).toString()));
    const lab = labFiles(
      plain.map(([path, base64]) => ({ path, bytes: Buffer.from(base64, 'base64') })),
    );
    if (lab.digest !== digest) throw new Error(`the files ${digest} were changed in transit`);
    return lab;
  }

  async putTests(bundle: LabBundle): Promise<void> {
    const packed = gzipSync(JSON.stringify(bundle));
    await this.#redis.set(`${PREFIX}:tests:${bundle.digest}`, packed, 'EX', FILES_KEPT_S);
  }

  /** The code of the tests with this digest. */
  async tests(digest: string): Promise<LabBundle> {
    const packed = await this.#redis.getBuffer(`${PREFIX}:tests:${digest}`);
    if (packed === null) throw new Error(`the queue holds no tests ${digest}`);
    return storedBundle.parse(JSON.parse(gunzipSync(packed).toString()));
  }

  /** Notes a result at once, so that a job that begins again goes on behind it. */
  async putResult({ id }: GradeJob, { record, blobs }: TestResult): Promise<void> {
    const plain = [...blobs].map(([digest, bytes]) => [digest, bytes.toString('base64')] as const);
    const text = JSON.stringify({ record, blobs: Object.fromEntries(plain) });
    const key = `${PREFIX}:results:${id}`;
    await this.#redis.hset(key, record.outcome.number, text);
    await this.#redis.expire(key, FILES_KEPT_S);
  }

  async results({ id }: Pick<GradeJob, 'id'>): Promise<TestResult[]> {
    const texts = await this.#redis.hvals(`${PREFIX}:results:${id}`);
    return texts.map((text) => {
      const { record, blobs } = JSON.parse(text) as {
        readonly record: TestResult['record'];
        readonly blobs: Readonly<Record<string, string>>;
      };
      const bytes = Object.entries(blobs).map(
        ([digest, base64]) => [digest, Buffer.from(base64, 'base64')] as const,
      );
      return { record, blobs: new Map(bytes) };
    });
  }

  async dropResults(id: string): Promise<void> {
    await this.#redis.del(`${PREFIX}:results:${id}`);
  }

  /** Says that somebody grades with this version of the harness. */
  async announce(harness: string): Promise<void> {
    await this.#redis.hset(`${PREFIX}:gradings`, harness, Date.now());
  }

  /** The versions of the harness that somebody grades with just now. */
  async announced(): Promise<string[]> {
    const all = await this.#redis.hgetall(`${PREFIX}:gradings`);
    const since = Date.now() - HARNESS_KEPT_MS;
    return Object.entries(all).flatMap(([name, at]) => (Number(at) > since ? [name] : []));
  }
}
