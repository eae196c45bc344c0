/**
 * The vocabulary in which tests of labs are written: systems in virtual time, nodes driven by
 * hand, predicates and workloads.
 *
 * @packageDocumentation
 */
export { belongsTo, toAddress } from './core/lab/index.js';
export type { Cause } from './core/support/index.js';
export * from './core/predicate/index.js';
export * from './core/testkit/index.js';
export * from './core/workload/index.js';
