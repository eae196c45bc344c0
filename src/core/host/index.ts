/**
 * Runs one lab's handlers: on live nodes for the simulator, on nodes built from text for the
 * checker. Whoever decides a verdict talks to the lab through this and nothing else.
 *
 * Invariant: whatever a lab does comes out as an outcome or a `LabFault`; nothing it throws passes
 * through as it is, and nothing it keeps is shared with the harness.
 */
export type { SentMessage, SetTimer } from './activation.js';
export type { Lab } from './lab.js';
export { LiveHost, type LiveEffects } from './live-host.js';
export { ThreadHandlers, type LogLine } from './thread-handlers.js';
export { handlerName } from './call-key.js';
export { PurityHandlers, type ImpureHandler, type PuritySample } from './purity.js';
export { TwinHandlers, type Twins } from './twins.js';
export { RememberedHandlers } from './remembered-handlers.js';
export { LabThread, type LabThreadOptions } from './lab-thread.js';
