import type { Address, Command, Result } from '../lab/index.js';

/** What a predicate sees of a client worker. */
export interface ClientView {
  readonly address: Address;
  /** The results so far, in the order of the commands. */
  readonly results: readonly Result[];
  /** The commands handed to the client so far: one more than results while it waits. */
  readonly commands: readonly Command[];
  /** The expected result of each command, where known; as long as `commands`. */
  readonly expected: readonly (Result | undefined)[];
  /** Whether every command of its workload has its result. */
  readonly done: boolean;
}

/** What a predicate sees of a message in flight. */
export interface MessageView {
  readonly from: Address;
  readonly to: Address;
  /**
   * Decoded; an instance of the given class, or of an empty class with the name of the lab's class.
   */
  readonly message: object;
}

/**
 * What a predicate sees of a system, in a run and in a search alike. Everything in it is read-only
 * data; none of the lab's code runs.
 */
export interface SystemView {
  /** In the order of their addresses. */
  readonly clients: readonly ClientView[];
  /** The envelopes that may still be delivered, in no particular order. */
  messages(): Iterable<MessageView>;
  /** A node's state, decoded, or `undefined` when there is no such node. */
  node(address: Address): object | undefined;
}
