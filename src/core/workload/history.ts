import type { Address, Command, Result } from '../lab/index.js';

/** One command of one client, with the times that the client worker saw. */
export interface Operation {
  readonly client: Address;
  readonly command: Command;
  /** What the client got, or `undefined` while it still waits. */
  readonly result: Result | undefined;
  /** Virtual time when the command was handed to the client. */
  readonly invokedMs: number;
  /** Virtual time when the result appeared, or `undefined` while the client still waits. */
  readonly respondedMs: number | undefined;
}

/** What the clients of a run did, in the order of invocation. */
export type History = readonly Operation[];
