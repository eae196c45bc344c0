/** A state, as the numbers of what its nodes hold; predicates are evaluated on it. */
export interface InternedState {
  /** The number of a node state; see `locals.ts`. */
  localOf(node: number): number;
  /** The number of the set of messages whose home is a node; see `message-sets.ts`. */
  inboxOf(node: number): number;
}
