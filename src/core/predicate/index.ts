/**
 * Named statements about a system, each with what it reads, and how they combine.
 *
 * Invariant: a predicate is a pure function of the view it is given.
 */
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
export type { ClientView, MessageView, SystemView } from './system-view.js';
export { SearchViews, systemView } from './search-view.js';
