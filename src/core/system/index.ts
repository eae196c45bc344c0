/**
 * What a system is, and what happens to it: one `Action`, one immutable `World`, and one `Stepper`
 * that says what an action leads to. Searches, replays, stages, minimisers and the debugger all use
 * it; a search's events are the actions that happen by themselves.
 *
 * Invariant: a step is a function of world and action. Nothing here draws, waits or looks at a
 * clock, and worlds are never changed in place.
 */
export { placeOf, type Action, type Event } from './action.js';
export { envelopeKey } from './envelope.js';
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
} from '../box/index.js';
export { Links, type LinksData } from '../schedule/index.js';
export {
  LocalStepper,
  NO_EFFECTS,
  type Effects,
  type LocalCall,
  type LocalStep,
} from './local-step.js';
export { Narrator, type Content } from './narrator.js';
export { carry, Network, type NetworkKind, type Traffic } from './network.js';
export { madeBy, Origins, type Origin } from './origins.js';
export { Results } from './results.js';
export { Stepper, type Step } from './stepper.js';
export { mayFire, sameTimer, timerKey, withoutTimer, type TimerQueue } from './timer-queue.js';
export {
  localKey,
  worldKey,
  type Exception,
  type LocalState,
  type SystemPlan,
  type World,
} from './world.js';
