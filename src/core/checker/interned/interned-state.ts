/** A state as the numbers of what its nodes hold: what predicates are evaluated on. */
export interface InternedState {
  /** The number of a node's local; see `locals.ts`. */
  localOf(node: number): number;
  /** The number of the set of messages at home with a node; see `message-sets.ts`. */
  inboxOf(node: number): number;
}
