/**
 * What lab tests are written in: systems in virtual time, nodes driven by hand, what to wait for
 * and what to expect; and how a test turns into an outcome.
 *
 * Invariant: a lab under test is passed in and never imported; its mistakes become a `Failure`,
 * never an exception out of `execute...`; a test's verdict is a function of lab, seed and budgets.
 */
export type { LabDefinition } from './lab-definition.js';
export { commandsTyped, type DrivenSystem } from './driven-system.js';
export type { LabTest, LabTests } from './lab-test.js';
export {
  isWithoutEnd,
  type Failure,
  type FailureKind,
  type FailureLimit,
  type FailurePath,
  type Milestone,
  type PathStep,
} from './failure.js';
export { HeldBackHandlers } from './held-back.js';
export type {
  HeldBack,
  LogRecord,
  RunOutcome,
  SearchEnd,
  SearchOutcome,
  SearchTestOutcome,
  Vacuous,
  SearchPath,
  Verdict,
  SearchStep,
} from './outcome.js';
export { PhaseSettings } from './phase-settings.js';
export { interruptedSearch, type LastSeen } from './search-end.js';
export type { SearchedLab, SearchTestOptions } from './search-run.js';
export type { GoalEvidence, Members, SearchSystem } from './search-system.js';
export { searchStarts, type SearchStart, type SearchStarts } from './search-starts.js';
export {
  executeSearchTest,
  searchTest,
  type SearchLogOptions,
  type SearchTest,
} from './search-test.js';
export type { PendingMessage, Stage } from './stage.js';
export {
  type FieldProfile,
  type MessageProfile,
  type NotIdempotent,
  type StateProfile,
} from './state-profile.js';
export type { HandDrivenApplication } from './hand-driven-application.js';
export type { HandDrivenNode } from './hand-driven-node.js';
export type { RunClient } from './run-client.js';
export type { RunContext, RunTestOptions } from './run-context.js';
export type { RunNetwork } from './run-network.js';
export type { RunSystem } from './run-system.js';
export { executeRunTest, runTest, unitTest, type RunTest } from './run-test.js';
export {
  recordRunTest,
  minimiseFailedRun,
  TRACED_EVENTS_MAX,
  type RecordedRun,
  type ToldRun,
  type RunTraceHead,
} from './run-trace.js';
export { client, clientOf, made, server, serverOf, TESTER, type Subjects } from './subjects.js';
export { fail, inMs, lookOn, type FailureEvidence } from './test-failure.js';
export type { UnitBench } from './unit-bench.js';
export { acts } from './story.js';
export type {
  ActingStep,
  Finding,
  Harm,
  Harms,
  LabInsight,
  Monitor,
  StoryEffects,
  StoryEvidence,
  StoryMessage,
  StoryStep,
} from './story.js';
export { runLog } from './run-log.js';
export { allWarnings } from './warnings.js';
