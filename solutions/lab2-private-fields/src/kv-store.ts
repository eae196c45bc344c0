import type { Application, Command, Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

export class KVStore implements Application {
  readonly #values = new Map<string, string>();

  execute(command: Command): Result {
    if (command instanceof Get) return this.#get(command.key);
    if (command instanceof Put) {
      this.#values.set(command.key, command.value);
      return new PutOk();
    }
    if (command instanceof Append) {
      const value = (this.#values.get(command.key) ?? '') + command.value;
      this.#values.set(command.key, value);
      return new AppendResult(value);
    }
    throw new Error('unknown command');
  }

  #get(key: string): Result {
    const value = this.#values.get(key);
    return value === undefined ? new KeyNotFound() : new GetResult(value);
  }
}
