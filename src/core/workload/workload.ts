import type { Address, Command, Result } from '../lab/index.js';

/**
 * What one client worker is to do: commands in order, with the results expected where known.
 * The same index, client and workload always give the same command; nothing is drawn from outside.
 */
export interface Workload {
  /** How many commands; `Infinity` for an endless one. */
  readonly size: number;
  /** Milliseconds between a result and the next command; 0 hands it in at once. */
  readonly pauseMs: number;
  /**
   * Whether a command is handed in in the step in which the result before it appears (the first
   * one: in which the client is added); else it waits to be. Left out: every one is.
   */
  isAtOnce?(index: number): boolean;
  /** The command number `index` (from 0) of this client. */
  commandAt(index: number, client: Address): Command;
  /** The result it has to have, or `undefined` when any will do. */
  expectedAt(index: number, client: Address): Result | undefined;
}
