import type { LabSpec, TestSpec } from '../registry/index.js';
import { digestOf, testKey } from './test-record.js';

/** One lab and the tests that it has no outcome of. Plain data: it travels. */
export interface GradeJob {
  /** The same for the same work, so that adding it twice adds it once. */
  readonly id: string;
  /** For messages; another submission may hold the very same lab. */
  readonly submission: string;
  readonly lab: string;
  /** Of the lab's files, which travel apart. */
  readonly filesDigest: string;
  readonly tests: readonly TestSpec[];
  /** Of {@link harnessIdentity}: a worker that is another one must not take it. */
  readonly harness: string;
}

/** The job of these tests of a lab. */
export function gradeJob(
  submission: string,
  { lab }: LabSpec,
  filesDigest: string,
  tests: readonly TestSpec[],
  harness: string,
): GradeJob {
  const keys = tests.map((test) => testKey(filesDigest, test, harness));
  const id = digestOf(JSON.stringify(keys));
  return { id, submission, lab, filesDigest, tests, harness };
}
