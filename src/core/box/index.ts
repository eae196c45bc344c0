/**
 * Everything that shares a realm with a student's code: it evaluates a compiled lab in a
 * locked-down compartment and runs its handlers, on live nodes for the simulator, on nodes decoded
 * from text for the checker. It also defines the requests to a lab and its answers, as data.
 *
 * Invariant: a lab's code reaches only the language, the given modules and its own files; whatever
 * it does comes out as an outcome or a `LabFault`; nothing here decides a verdict.
 */
export type { SentMessage, SetTimer } from './activation.js';
export type { BaseField } from './base-field.js';
export {
  bindLab,
  type BoundLab,
  type CompiledLab,
  type ExportedName,
  type Root,
} from './compiled-lab.js';
export { FrameReader, FrameTooLong, FrameWriter } from './frames.js';
export { FORBIDDEN_GLOBALS, FORBIDDEN_RANDOM, type Forbidden } from './forbidden-names.js';
export type {
  BlueprintArgument,
  Construction,
  Trigger,
  Envelope,
  HandlerCall,
  HandlerOutcome,
  Handlers,
  NodeBlueprint,
  PendingTimer,
} from './handlers.js';
export type { Lab } from './lab.js';
export { declarationOf } from './lab-exports.js';
export { LabApplication } from './lab-application.js';
export { StepReader, StepWriter } from './foreseen-steps.js';
export { LiveAnswerer } from './live-answerer.js';
export { LiveHost } from './live-host.js';
export {
  keptNumber,
  type ComingCommands,
  type Foreseen,
  type Kept,
  type Outlook,
  type ToldOfStep,
} from './outlook.js';
export type { LiveAnswer, LiveRequest } from './live-requests.js';
export { loadLab, STEPS_MAX, type LoadedLab, type LoadOptions, type StepBudget } from './load.js';
export { lockdownRealm, stackOf } from './lockdown.js';
export {
  isCheckedAfter,
  type ExecutedCommand,
  type Foresight,
  type HostedApplication,
  type LiveEffects,
  type NodeHost,
} from './node-host.js';
export { quickRequire } from './quick-require.js';
export { refuse } from './refusal.js';
export type { LabAnswer, LabInstance, LabRequest } from './requests.js';
export { SourcePlaces, type NamedPlace, type PlaceMap, type Segment } from './source-places.js';
export { ThreadHandlers, type LogLine } from './thread-handlers.js';
export {
  ANSWERED,
  ENDED,
  LOADING,
  PROGRESS,
  THREAD_STATE,
  WAKE,
  type LabThreadData,
} from './thread-signals.js';
export { isStackOverflow } from './thrown.js';
export { isSameOutcome, TwinHandlers, type Compared, type Twins } from './twins.js';
