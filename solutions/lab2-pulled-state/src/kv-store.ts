import type { Application, Command, Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

export class KVStore implements Application {
  private readonly store: Map<string, string> = new Map();

  execute(command: Command): Result {
    if (command instanceof Get) return this.get(command);
    if (command instanceof Put) return this.put(command);
    if (command instanceof Append) return this.append(command);
    throw new Error('no such command');
  }

  private get({ key }: Get): Result {
    const value = this.store.get(key);
    return value === undefined ? new KeyNotFound() : new GetResult(value);
  }

  private put({ key, value }: Put): Result {
    this.store.set(key, value);
    return new PutOk();
  }

  private append({ key, value }: Append): Result {
    this.store.set(key, (this.store.get(key) ?? '') + value);
    return new AppendResult(this.store.get(key)!);
  }
}
