/**
 * Explores every state a system can reach, or as many as its budget allows, and finds the shortest
 * path to a state that breaks an invariant or matches a goal.
 *
 * Invariant: what a search finds and counts depends only on the problem and the settings, not on
 * the number of workers, the machine or the clock.
 */
export { causalOrder } from './causal-order.js';
export { search, searchWith } from './engine.js';
export { evaluateInvariant, PredicateError } from './judge.js';
export { minimise, type PathProblem } from './minimise.js';
export { naiveSearch } from './naive.js';
export type {
  Approach,
  SearchFinding,
  Search,
  SearchProblem,
  SearchProgress,
  SearchResult,
  SearchSettings,
  Strategy,
} from './search.js';
