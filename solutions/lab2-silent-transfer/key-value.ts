import { type Application, type Command, type Result } from 'labtest';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from 'labtest/kvstore';

export class KVStore implements Application {
  values = new Map<string, string>();

  execute(command: Command): Result {
    switch (true) {
      case command instanceof Get: {
        const value = this.values.get(command.key);
        return value === undefined ? new KeyNotFound() : new GetResult(value);
      }
      case command instanceof Put:
        this.values.set(command.key, command.value);
        return new PutOk();
      case command instanceof Append: {
        const value = (this.values.get(command.key) ?? '') + command.value;
        this.values.set(command.key, value);
        return new AppendResult(value);
      }
      default:
        throw new Error('not a command of this store');
    }
  }
}
