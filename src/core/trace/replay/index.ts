/**
 * Replays traces with the lab's current code: is it the same path, and is the failure still there?
 *
 * Invariant: the same code takes the same path to the same world. A replay never throws because of
 * a trace's contents, and calls unclear whatever it cannot judge.
 */
export { annotate } from './annotate.js';
export { FairContinuation } from './fair-continuation.js';
export { judgeReplay, type Judgement } from './judge-replay.js';
export type { LogOf } from './logged-handlers.js';
export {
  replay,
  type Divergence,
  type OtherState,
  type Refusal,
  type ReplayOptions,
  type ReplayReport,
} from './replay.js';
export { FAIR_MS, shownFailure, type ShownFailure } from './shown-failure.js';
export { standardPredicate } from './standard-predicates.js';
export { planOf } from './trace-plan.js';
export { rememberedDecode, type Asked, type ClientMark } from './client-history.js';
export { Executor, type Crashes, type Executed } from './executor.js';
export { WorkBudget, type AskedHandlers } from './work-budget.js';
