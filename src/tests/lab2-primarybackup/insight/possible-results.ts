import type { Command, Result } from '../../../index.js';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../../../kvstore.js';
import { WrittenValues } from './written-values.js';

/** A command that was issued, and in which step. */
export interface Asked {
  readonly command: Command;
  readonly index: number;
}

/** Which results a store can give at all, from the commands issued and answered so far. */
export class PossibleResults {
  /** Somebody wrote an empty value. */
  #hasEmptyValues = false;
  /** Keys for which somebody issued a value that is not empty. */
  readonly #filled = new Set<string>();
  /** Keys for which an empty value was written and answered, and in which step. */
  readonly #empty = new Map<string, number>();
  readonly #written = new WrittenValues();

  ask(command: Command): void {
    if (!isWrite(command)) return;
    this.#written.add(command.value);
    if (command.value === '') this.#hasEmptyValues = true;
    else this.#filled.add(command.key);
  }

  /** A client has got a result for the command in this step. */
  answered(command: Command, index: number): void {
    if (!isWrite(command) || command.value !== '' || this.#empty.has(command.key)) return;
    this.#empty.set(command.key, index);
  }

  /** Why no store can give this result for this command; `undefined` if one can. */
  refuted({ command, index }: Asked, result: Result): string | undefined {
    if (command instanceof Put) return result instanceof PutOk ? undefined : 'Put gives PutOk';
    if (command instanceof Append) {
      if (!(result instanceof AppendResult)) return 'Append gives the new value, AppendResult';
      const ends = result.value.endsWith(command.value);
      return ends ? this.#strange(result.value) : 'the new value ends with what was appended';
    }
    if (!(command instanceof Get)) return undefined;
    if (result instanceof KeyNotFound) return this.#refutedMissing(command.key, index);
    if (!(result instanceof GetResult)) return 'Get gives GetResult or KeyNotFound';
    return result.value === '' && !this.#hasEmptyValues
      ? 'a key without a value gives KeyNotFound'
      : this.#strange(result.value);
  }

  #strange(value: string): string | undefined {
    const strange = this.#written.strangeIn(value);
    if (strange === undefined) return undefined;
    return `nobody wrote the '${strange}' in it; what is appended follows the old value directly`;
  }

  /** A key that only ever got the empty value does have a value. */
  #refutedMissing(key: string, index: number): string | undefined {
    const written = this.#empty.get(key) ?? Infinity;
    return written <= index && !this.#filled.has(key)
      ? `the empty value had been written to ${key}, and that is a value like any other`
      : undefined;
  }
}

function isWrite(command: Command): command is Put | Append {
  return command instanceof Put || command instanceof Append;
}
