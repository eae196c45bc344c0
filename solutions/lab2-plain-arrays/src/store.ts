import type { Application, Command, Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

type Entry = [key: string, value: string];

/** A key-value store as a list of pairs, sorted by key. */
export class KVStore implements Application {
  private entries: Entry[] = [];

  execute(command: Command): Result {
    if (command instanceof Get) {
      const found = this.find(command.key);
      return found === undefined ? new KeyNotFound() : new GetResult(found);
    } else if (command instanceof Put) {
      this.store(command.key, command.value);
      return new PutOk();
    } else if (command instanceof Append) {
      const value = (this.find(command.key) ?? '') + command.value;
      this.store(command.key, value);
      return new AppendResult(value);
    }
    throw new Error('unknown command');
  }

  private find(key: string): string | undefined {
    return this.entries.find((entry) => entry[0] === key)?.[1];
  }

  private store(key: string, value: string): void {
    const others = this.entries.filter((entry) => entry[0] !== key);
    this.entries = [...others, [key, value] as Entry].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }
}
