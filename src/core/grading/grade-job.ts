import type { LabSpec, TestSpec } from '../registry/index.js';
import { digestOf, testKey, type Judging } from './test-record.js';

/** One lab and the tests that it has no outcome of. Plain data: it travels. */
export interface GradeJob extends Judging {
  /** The same for the same work, so that adding it twice adds it once. */
  readonly id: string;
  /** For messages; another submission may hold the very same lab. */
  readonly submission: string;
  /** Of the lab's files, which travel apart. */
  readonly filesDigest: string;
  /** With the tests that are to be run, and no others. */
  readonly spec: LabSpec;
}

/** The job of these tests of a lab. */
export function gradeJob(
  submission: string,
  lab: LabSpec,
  filesDigest: string,
  tests: readonly TestSpec[],
  { harness, testsDigest }: Judging,
): GradeJob {
  const judging = { harness, testsDigest };
  const keys = tests.map((test) => testKey(filesDigest, test, judging));
  const id = digestOf(JSON.stringify(keys));
  return { id, submission, filesDigest, spec: { ...lab, tests }, ...judging };
}
