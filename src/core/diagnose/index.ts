/**
 * Turns a failure and its evidence into what a good teaching assistant would say: what was
 * expected, what happened, since when it was wrong, and which rule was broken.
 *
 * Invariant: advice, never a verdict; the same evidence gives the same words.
 */
export { compareRuns, type ComparedRun } from './compare-runs.js';
export type { Comparison, RunDivergence, TimedText, OtherReaction, Pair } from './comparison.js';
export {
  causeOf,
  diagnoseRun,
  diagnoseSearch,
  type RunEvidence,
  type SearchEvidence,
} from './diagnose.js';
export type {
  Diagnosis,
  FiredTimer,
  Leg,
  NamedMistake,
  StallReport,
  Timeline,
  TimelineEntry,
  When,
} from './diagnosis.js';
export { adviceLines, noted, type NotesEvidence } from './notes.js';
export { storyOfTrace } from './story-of-trace.js';
export { StoryRecorder } from './story-recorder.js';
