import type { GradeJob } from '../grade-job.js';
import type { LabFiles } from '../intake/lab-files.js';
import type { TestResult } from '../test-record.js';
import type { WithoutVerdict } from '../without-verdict.js';

/** Hears what becomes of the jobs of a queue. */
export interface QueueListener {
  started(job: GradeJob): void;
  /** One test has its result. May come twice for one key: the second says the same. */
  result(job: GradeJob, result: TestResult): void;
  /** Every test of the job has a result. */
  done(job: GradeJob): Promise<void>;
  /** Not all of its tests have a result, and trying again does not help. */
  failed(job: GradeJob, why: WithoutVerdict): Promise<void>;
}

/**
 * Takes jobs and sees to it that each is done, in this process or on other machines. A job is done
 * at least once, its results are the same each time, and adding it twice adds it once.
 */
export interface GradingQueue {
  /** Resolves when there is room for more. */
  submit(job: GradeJob, lab: LabFiles): Promise<void>;
  /** Resolves when every job that was submitted is done or failed, or the signal was raised. */
  drained(): Promise<void>;
  close(): Promise<void>;
}
