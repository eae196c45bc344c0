import type { Command, Result } from './message.js';

/**
 * The client's side of a service. Closed loop: the harness hands in the next command only when
 * the previous one has its result.
 */
export interface Client {
  /** Starts a command. May send messages and set timers. */
  sendCommand(command: Command): void;
  /** Whether the newest command has its result. */
  hasResult(): boolean;
  /** The result of the newest command, or `undefined` when there is none yet. Never blocks. */
  getResult(): Result | undefined;
}
