import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../given/kvstore.js';
import type { Operation } from '../workload/index.js';

/** The value of one key, or `undefined` if it was never written. */
export type KeyValue = string | undefined;

/** One key-value operation, as the check for linearizability needs it. */
export interface KeyOperation {
  /** Its index in the whole history. */
  readonly place: number;
  readonly operation: Operation;
  readonly kind: 'get' | 'put' | 'append';
  /** What it writes; empty for a get. */
  readonly written: string;
  /** What it answered: the value of the key afterwards; `undefined` for none (KeyNotFound). */
  readonly answer: KeyValue;
  /** This command can never have an answer of this kind. */
  readonly absurd: boolean;
  readonly invokedMs: number;
  /** `Infinity` while there is no answer. */
  readonly respondedMs: number;
}

/** A command's key; `undefined` if it is not a key-value command. */
export function keyOf(command: object): string | undefined {
  const isKnown = command instanceof Get || command instanceof Put || command instanceof Append;
  return isKnown ? command.key : undefined;
}

/** Splits a history by key. Throws if a command is not a key-value command. */
export function byKey(history: readonly Operation[]): Map<string, KeyOperation[]> {
  const keys = new Map<string, KeyOperation[]>();
  for (const [place, operation] of history.entries()) {
    const { command } = operation;
    if (!(command instanceof Get || command instanceof Put || command instanceof Append)) {
      throw new Error('LINEARIZABLE is for commands of the key-value store only');
    }
    const made = keyOperation(place, operation, command);
    const known = keys.get(command.key);
    if (known === undefined) keys.set(command.key, [made]);
    else known.push(made);
  }
  return keys;
}

function keyOperation(
  place: number,
  operation: Operation,
  command: Get | Put | Append,
): KeyOperation {
  const { result, invokedMs, respondedMs = Infinity } = operation;
  const answered = result !== undefined && respondedMs !== Infinity;
  const kind = command instanceof Get ? 'get' : command instanceof Put ? 'put' : 'append';
  return {
    place,
    operation,
    kind,
    written: command instanceof Get ? '' : command.value,
    answer: answerTo(command, result),
    absurd: answered && isAbsurd(command, result),
    invokedMs,
    respondedMs: answered ? respondedMs : Infinity,
  };
}

/** The value of the key afterwards, according to the answer. */
function answerTo(command: Get | Put | Append, result: object | undefined): KeyValue {
  if (command instanceof Put) return command.value;
  const told = command instanceof Get ? GetResult : AppendResult;
  return result instanceof told ? result.value : undefined;
}

function isAbsurd(command: Get | Put | Append, result: object): boolean {
  if (command instanceof Get)
    return !(result instanceof GetResult || result instanceof KeyNotFound);
  if (command instanceof Put) return !(result instanceof PutOk);
  return !(result instanceof AppendResult && result.value.endsWith(command.value));
}

/**
 * Whether an operation may take effect on this value, that is, whether its answer is then correct.
 */
export function canFollow(operation: KeyOperation, value: KeyValue): boolean {
  if (operation.absurd) return false;
  switch (operation.kind) {
    case 'put':
      return true;
    case 'get':
      return operation.answer === value;
    case 'append': {
      if (operation.respondedMs === Infinity) return true;
      const answer = operation.answer as string;
      const before = value ?? '';
      const fits = answer.length === before.length + operation.written.length;
      return fits && answer.startsWith(before);
    }
  }
}

/** The key's value after an operation takes effect on `value`, as it must be able to. */
export function valueAfter(operation: KeyOperation, value: KeyValue): KeyValue {
  switch (operation.kind) {
    case 'get':
      return operation.answer;
    case 'put':
      return operation.written;
    case 'append':
      // Use the answer if there is one: it is equal, and all who hold it share one string.
      return operation.answer ?? (value ?? '') + operation.written;
  }
}
