/**
 * Named statements about a system, each with what it reads, and how they combine. Also statements
 * about a whole run's history, with times.
 *
 * Invariant: a predicate is a pure function of the view it is given.
 */
export { LINEARIZABLE, type HistoryPredicate, type HistoryTruth } from './history-predicate.js';
export { checkLinearizable, illegalKey, type Linearizability } from './linearizable.js';
export { keyOf } from './kv-register.js';
export { APPENDS_LINEARIZABLE } from './appends-linearizable.js';
export { containsMessage } from './contains-message.js';
export {
  and,
  evaluate,
  implies,
  named,
  not,
  or,
  toTruth,
  type Predicate,
  type Truth,
} from './predicate.js';
export { ALL_RESULTS_SAME, clientDone, CLIENTS_DONE, RESULTS_OK } from './results.js';
export type { ClientView, MessageView, SystemView } from './system-view.js';
export { SearchViews, systemView } from './search-view.js';
