import type { Command, Result } from './message.js';

/** A deterministic state machine. `execute` throws on a command it does not know. */
export interface Application {
  execute(command: Command): Result;
}
