/**
 * What a system is and the one `step` that everything uses: the checker, the debugger, replay and
 * `check`.
 *
 * Invariant: a step is a function of state and event. Nothing here draws, waits or looks at a
 * clock, and states are never changed in place.
 */
export { envelopeKey } from './envelope.js';
export type {
  BlueprintArgument,
  Cause,
  Envelope,
  HandlerCall,
  HandlerOutcome,
  Handlers,
  NodeBlueprint,
  PendingTimer,
} from '../box/index.js';
export { Links, type LinksData } from './links.js';
export { LocalStepper, type LocalCall, type LocalStep } from './local-step.js';
export { placeOf, Stepper, type Event, type Step, type StepEffects } from './step.js';
export {
  localKey,
  stateKey,
  type Exception,
  type LocalState,
  type SystemPlan,
  type SystemState,
} from './system-state.js';
export { mayFire, sameTimer, timerKey, withoutTimer, type TimerQueue } from './timer-queue.js';
