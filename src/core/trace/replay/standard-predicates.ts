import {
  ALL_RESULTS_SAME,
  APPENDS_LINEARIZABLE,
  CLIENTS_DONE,
  RESULTS_OK,
  type Predicate,
} from '../../predicate/index.js';

const STANDARD: readonly Predicate[] = [
  RESULTS_OK,
  CLIENTS_DONE,
  ALL_RESULTS_SAME,
  APPENDS_LINEARIZABLE,
];

/**
 * The predicate of this name, if every lab has it. A test's own predicates are part of its code and
 * are not found here.
 */
export function standardPredicate(name: string): Predicate | undefined {
  return STANDARD.find((predicate) => predicate.name === name);
}
