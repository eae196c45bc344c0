/**
 * Traces taken again with the lab's code as it is now: is it the same path, and is the failure
 * still there?
 *
 * Invariant: the same code takes the same path to the same world. A replay never throws for what
 * is in a trace, and what it cannot judge it calls unclear.
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
export { shownFailure, type ShownFailure } from './shown-failure.js';
export { standardPredicate } from './standard-predicates.js';
export { planOf } from './trace-plan.js';
export { rememberedDecode, type Asked, type ClientMark } from './client-history.js';
export { Executor, type Crashes, type Executed } from './executor.js';
export { WorkBudget, type AskedHandlers } from './work-budget.js';
