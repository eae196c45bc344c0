/**
 * What every part may use: errors by whose fault they are, the one source of randomness, and how a
 * lab's text is shown.
 *
 * Invariant: imports nothing from the rest of core.
 */
export { asTyped, programName } from './as-typed.js';
export { GENERAL_CAUSES, type Cause } from './cause.js';
export { assert, InvariantError, unreachable, UsageError } from './errors.js';
export type { UsageCode } from './errors.js';
export {
  formatPlace,
  LabFault,
  type LabFaultData,
  type LabFaultKind,
  type SourcePlace,
} from './lab-fault.js';
export { flagsToOptimiseLate } from './optimise-late.js';
export { TestMistake } from './test-mistake.js';
export { bytes, counted, grouped, seconds } from './quantities.js';
export { Random, type RandomState } from './random.js';
export { markedLines, printableJson, shownData, shownLine, shownText } from './shown-text.js';
export { bisect, leaveOutSingles, leaveOutSpans, type Reducible } from './spans.js';
