import { createHash } from 'node:crypto';
import type { TestSpec } from '../registry/index.js';
import type { TestOutcome } from '../runner/index.js';
import type { BoxLevel } from '../isolation/index.js';

/** What one test gave for one lab: enough to give every mark and feedback again. */
export interface TestRecord {
  /** Of {@link testKey}. */
  readonly key: string;
  /** How the submission was kept while this test ran. */
  readonly isolation: BoxLevel;
  /** Its points are those of that day; what counts is worked out when marks are given. */
  readonly outcome: TestOutcome;
  /** Of the trace that shows its failure: {@link traceShape}. */
  readonly shape?: string | undefined;
  /** Traces by the name that `outcome.files` has for them: digests of what the store holds. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** A record and the evidence it names, by digest. */
export interface TestResult {
  readonly record: TestRecord;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

/** What outcomes depend on besides the submission and the limits of each test. */
export interface Judging {
  /** Of {@link harnessIdentity}: a worker that is another one must not take a job. */
  readonly harness: string;
  /** Of the tests' code, where it is not that of this package; it travels apart. */
  readonly testsDigest?: string | undefined;
}

/**
 * What the outcome of a test depends on, as one text: the lab's files, the test with its seeds and
 * budgets, their code, and the harness. Points and titles are left out: they change marks, not
 * outcomes.
 */
export function testKey(
  labDigest: string,
  test: TestSpec,
  { harness, testsDigest }: Judging,
): string {
  const { lab, number, kind } = test;
  const limits =
    test.kind === 'search'
      ? { states: test.statesMax, timeMs: test.timeMaxMs }
      : { seeds: test.seeds, limitMs: test.limitMs, eventsMax: test.eventsMax };
  const tests = testsDigest === undefined ? [] : [testsDigest];
  return digestOf(JSON.stringify([labDigest, harness, lab, number, kind, limits, ...tests]));
}

/** 128 bits of a text, hex. */
export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
