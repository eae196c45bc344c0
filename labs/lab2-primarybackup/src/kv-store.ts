import type { Application, Command, Result } from 'labtest';
import { Append, Get, Put } from 'labtest/kvstore';

/** A key-value store: strings to strings. Bring yours along from lab 1. */
export class KVStore implements Application {
  // Your code here...

  execute(command: Command): Result {
    if (command instanceof Get) {
      // Your code here: a GetResult, or KeyNotFound...
    }
    if (command instanceof Put) {
      // Your code here: PutOk...
    }
    if (command instanceof Append) {
      // Your code here: an AppendResult with the whole new value...
    }
    throw new Error(`KVStore does not know the command ${command.constructor.name}`);
  }
}
