/**
 * A lab for real: its nodes as processes that talk over TCP on this machine, with real timers, and
 * clients to type at. The same handlers as in every test; only who calls them is another.
 *
 * Invariant: nothing here is graded or repeated. What clients saw is judged as in a run; times are
 * the machine's.
 */
export type { ServeOrder } from './protocol.js';
export { startServing } from './start.js';
