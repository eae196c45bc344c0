/**
 * Runs the selected tests of one lab: which seeds, in which processes, with what outcomes, and what
 * is kept.
 *
 * Invariant: the outcomes and their order depend only on lab, tests and seeds; only wall times
 * differ from run to run. Whatever a lab does to its process, every test gets its own verdict.
 * Nothing here evaluates a lab's code: the test processes do.
 */
export type {
  Comparison,
  Diagnosis,
  RunDivergence,
  Leg,
  TimedText,
  NamedMistake,
  Pair,
  StallReport,
  Timeline,
  When,
} from '../diagnose/index.js';
export { askBox, type AnswerLimits, type BoxEnd } from './ask-box.js';
export { compareTest, type CompareEnd } from './compare-test.js';
export type { ReproduceFlags } from './conclude.js';
export {
  exitCodeOf,
  REPORT_VERSION,
  type ExitCode,
  type RunReport,
  type SeedOutcome,
  type TestOutcome,
} from './outcome.js';
export { ProcessPool } from './process-pool.js';
export type { CompareJob, FromTestProcess, Job, SearchStatus } from './protocol.js';
export { rateInterval } from './rate-interval.js';
export { replayTrace, type ReplayedTrace } from './replay-trace.js';
export { notPassed } from './not-passed.js';
export { harnessVersion } from './harness-version.js';
export { latestRun } from './run-folder.js';
export type { ShownLog } from './run-one.js';
export type { JobEnd } from './test-process.js';
export { runTests, type RunListener, type RunRequest, type RunStatus } from './run-tests.js';
export {
  planTest,
  type PlannedTest,
  type SearchOverrides,
  type SeedChoice,
  type TestSettings,
} from './settings.js';
export { formatRecord } from './log-file.js';
