/**
 * Runs a system in virtual time: a clock that jumps from event to event, a network with weather,
 * crashes, clients with a record of what they asked and got.
 *
 * Invariant: a run is a function of the lab, the seed and the calls made. No wall clock, no
 * randomness but that of the seed, no order that depends on chance; an observer changes nothing.
 *
 * For speed it keeps live nodes and does not stand on `system`'s `Stepper`, as all else does. What
 * holds it to that is `selftest/simulator-law.test.ts`: a recorded run, taken again on the `World`,
 * leaves the same nodes, timers, results and messages.
 */
export { ClientWorker, type ToAsk } from './client-worker.js';
export type { CallListener } from './call-recorder.js';
export type { AdvanceEnd } from './lookahead.js';
export { composeObservers } from './observers.js';
export { LimitReached, WrongResult } from './errors.js';
export type { DropReason, SimulationObserver } from './observer.js';
export { Simulation } from './simulation.js';
export type { SimulationOptions } from './simulation-options.js';
export { TraceRecorder } from './trace-recorder.js';
