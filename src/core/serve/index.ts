/**
 * A lab for real: its nodes as processes that talk over TCP on this machine, with real timers, and
 * clients that take typed commands. The handlers are the same as in every test; only their caller
 * differs.
 *
 * Invariant: nothing here is graded or repeated. What clients saw is judged as in a run; times are
 * the machine's.
 */
export type { ServeOrder } from './protocol.js';
export { startServing } from './start.js';
