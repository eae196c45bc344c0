/**
 * Turns a failure and its evidence into what a good teaching assistant would say: what was
 * expected, what happened, since when it was wrong, which rule was broken.
 *
 * Invariant: advice, never a verdict; the same evidence gives the same words.
 */
export { compareRuns, type ComparedRun } from './compare-runs.js';
export type { Comparison, Divergence, Moment, OtherReaction, Pair } from './comparison.js';
export {
  diagnoseRun,
  diagnoseSearch,
  type Diagnosis,
  type RunEvidence,
  type SearchEvidence,
} from './diagnose.js';
export { causeOfFault } from './fault-cause.js';
export { storyOfTrace } from './story-of-trace.js';
export { StoryRecorder } from './story-recorder.js';
