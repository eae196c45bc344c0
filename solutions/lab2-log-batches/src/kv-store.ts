import type { Application, Command, Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

export class KVStore implements Application {
  /** Keys at even places, each before its value; sorted by key. */
  private flat: string[] = [];

  execute(command: Command): Result {
    switch (true) {
      case command instanceof Get: {
        const value = this.valueOf(command.key);
        return value === undefined ? new KeyNotFound() : new GetResult(value);
      }
      case command instanceof Put:
        this.write(command.key, command.value);
        return new PutOk();
      case command instanceof Append: {
        const value = (this.valueOf(command.key) ?? '') + command.value;
        this.write(command.key, value);
        return new AppendResult(value);
      }
      default:
        throw new Error(`no such command: ${command.constructor.name}`);
    }
  }

  private placeOf(key: string): number {
    let place = 0;
    while (place < this.flat.length && this.flat[place]! < key) place += 2;
    return place;
  }

  private valueOf(key: string): string | undefined {
    const place = this.placeOf(key);
    return this.flat[place] === key ? this.flat[place + 1] : undefined;
  }

  private write(key: string, value: string): void {
    const place = this.placeOf(key);
    this.flat.splice(place, this.flat[place] === key ? 2 : 0, key, value);
  }
}
