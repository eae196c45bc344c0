/**
 * What clients ask for: commands with expected results, from templates or lists.
 *
 * Invariant: a workload is a pure function of index and client; it keeps no position.
 */
export type { History, Operation } from './history.js';
export type { Workload } from './workload.js';
