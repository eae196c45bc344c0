import type { Application, Command, Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

/** A key-value store whose pairs can be read and written one by one. */
export class KVStore implements Application {
  private readonly pairs: [key: string, value: string][] = [];

  execute(command: Command): Result {
    if (command instanceof Get) {
      const value = this.read(command.key);
      return value === undefined ? new KeyNotFound() : new GetResult(value);
    }
    if (command instanceof Put) {
      this.write(command.key, command.value);
      return new PutOk();
    }
    if (command instanceof Append) {
      const value = (this.read(command.key) ?? '') + command.value;
      this.write(command.key, value);
      return new AppendResult(value);
    }
    throw new Error('unknown command');
  }

  all(): readonly (readonly [key: string, value: string])[] {
    return this.pairs;
  }

  write(key: string, value: string): void {
    const known = this.pairs.find(([other]) => other === key);
    if (known !== undefined) known[1] = value;
    else this.pairs.push([key, value]);
    this.pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  clear(): void {
    this.pairs.length = 0;
  }

  private read(key: string): string | undefined {
    return this.pairs.find(([other]) => other === key)?.[1];
  }
}
