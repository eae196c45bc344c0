import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../given/kvstore.js';
import type { Command, Result } from '../lab/index.js';
import { UsageError } from '../support/index.js';

/** How a {@link PutOk} and a {@link KeyNotFound} are written. */
const OK = 'Ok';
const KEY_NOT_FOUND = 'KeyNotFound';

/**
 * Reads a key-value command as people type it: `PUT:key:value`, `APPEND:key:value`, `GET:key`. The
 * value, and the key of a GET, may contain further colons. A result is the value, `Ok` or
 * `KeyNotFound`. Throws `UsageError` for anything else.
 *
 * @example
 * ```ts
 * parseKv('PUT:foo:bar', 'Ok'); // { command: Put(foo, bar), result: PutOk() }
 * ```
 */
export function parseKv(
  command: string,
  result?: string,
): { readonly command: Command; readonly result: Result | undefined } {
  const parsed = parseCommand(command);
  return {
    command: parsed,
    result: result === undefined ? undefined : parseResult(parsed, result),
  };
}

/**
 * Reads a list of commands: `PUT:foo:bar,APPEND:foo:baz,GET:foo`; values may not contain commas.
 *
 * @example
 * ```ts
 * parseKvList('PUT:foo:bar,GET:foo');
 * ```
 */
export function parseKvList(text: string): Command[] {
  if (text.trim() === '') return [];
  return text.split(',').map((part) => parseCommand(part.trim()));
}

function parseCommand(text: string): Command {
  const [verb = '', ...rest] = text.split(':');
  const [key = '', ...value] = rest;
  switch (verb.toUpperCase()) {
    case 'GET':
      if (rest.length > 0) return new Get(rest.join(':'));
      break;
    case 'PUT':
      if (value.length > 0) return new Put(key, value.join(':'));
      break;
    case 'APPEND':
      if (value.length > 0) return new Append(key, value.join(':'));
      break;
  }
  throw new UsageError('LT004', `"${text}" is not a key-value command`, [
    'write PUT:key:value, APPEND:key:value or GET:key, several separated by commas',
  ]);
}

function parseResult(command: Command, text: string): Result {
  if (command instanceof Append) return new AppendResult(text);
  if (command instanceof Get) {
    return text === KEY_NOT_FOUND ? new KeyNotFound() : new GetResult(text);
  }
  if (text === OK) return new PutOk();
  throw new UsageError('LT004', `a PUT answers ${OK}, not "${text}"`);
}
