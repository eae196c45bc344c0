import type { Address, Command, Result } from '../lab/index.js';

/**
 * What one client worker does: commands in order, with the expected results where known. The same
 * index, client and workload always give the same command; it has no other source of randomness.
 */
export interface Workload {
  /** How many commands; `Infinity` for an endless one. */
  readonly size: number;
  /** Milliseconds between a result and the next command; 0 hands it in at once. */
  readonly pauseMs: number;
  /**
   * Whether a command is handed in during the step in which the previous result appears (for the
   * first one: in which the client is added); otherwise a separate action hands it in. If omitted,
   * all are handed in at once.
   */
  isAtOnce?(index: number): boolean;
  /** The command number `index` (from 0) of this client. */
  commandAt(index: number, client: Address): Command;
  /** Its expected result, or `undefined` if any will do. */
  expectedAt(index: number, client: Address): Result | undefined;
}
