/**
 * Runs a system in virtual time: a clock that jumps from event to event, a network with weather,
 * crashes, and clients with a record of what they asked and got.
 *
 * Invariant: a run is a function of the lab, the seed and the calls made. No wall clock, no
 * randomness except the seed's, no accidental order; an observer changes nothing.
 *
 * For speed it keeps live nodes and does not use `system`'s `Stepper`, as everything else does.
 * `selftest/simulator-law.test.ts` keeps the two consistent: a recorded run, replayed on the
 * `World`, leaves the same nodes, timers, results and messages.
 */
export { ClientWorker, type Rounds } from './client-worker.js';
export type { CallListener } from './call-recorder.js';
export type { AdvanceEnd } from './lookahead.js';
export { composeObservers } from './observers.js';
export { LimitReached, WrongResult } from './errors.js';
export type { DropReason, SimulationObserver } from './observer.js';
export { Simulation } from './simulation.js';
export type { SimulationOptions } from './simulation-options.js';
export { TraceRecorder } from './trace-recorder.js';
