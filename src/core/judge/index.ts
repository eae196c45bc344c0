/**
 * Asks a lab, from a process or thread in which no student's code is evaluated. Every question goes
 * through one interface, wherever the lab runs.
 *
 * Invariant: an answer is data from somebody who may lie. It is checked before anything relies on
 * it, and can at worst describe a wrong lab.
 */
export { handlerName } from './call-key.js';
export { faultData, flatFaultData, placeData, saidText } from './fault-data.js';
export { findLastPlace, type LastPlace } from './last-place.js';
export { LabThread } from './lab-thread.js';
export { inThisRealm, type TestedLab } from './tested-lab.js';
export { openLab, type LabPlace } from './open-lab.js';
export { PurityHandlers, type ImpureHandler, type PuritySample } from './purity.js';
export { lostFault } from './remote-handlers.js';
export { RememberedHandlers } from './remembered-handlers.js';
export type { RemoteLab, RemoteLabOptions } from './remote-lab.js';
