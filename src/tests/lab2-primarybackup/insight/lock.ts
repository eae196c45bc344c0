import { Command, type Address } from '../../../index.js';
import { commandText, numbersIn, objectsIn, type Subject } from './contents.js';

/** Something that a server keeps about a command other than the one it was asked for. */
export interface Lock {
  /** The field of its state: `serving`. */
  readonly field: string;
  /** What the field holds: `client2`, `Append(...) of client2`. */
  readonly about: string;
  /** The clients that it names. */
  readonly clients: readonly Address[];
}

/**
 * A field of a server's state that holds one command, or one client, other than the one that waits:
 * until it is freed, a server that does one thing at a time does nothing else.
 */
export function lockIn(
  state: object,
  waiting: Subject,
  clients: ReadonlySet<Address>,
  seen = new Set<object>(),
): Lock | undefined {
  // Parts may hold each other.
  seen.add(state);
  for (const [name, part] of Object.entries(state) as [string, unknown][]) {
    const field = name.replace(/^#/, '');
    if (clients.has(part as Address)) {
      if (!waiting.clients.includes(part as Address)) {
        return { field, about: String(part), clients: [part as Address] };
      }
      continue;
    }
    if (typeof part !== 'object' || part === null || isCollection(part)) continue;
    const other = otherCommand(part, waiting, clients);
    if (other !== undefined) return { field, ...other };
    const isNew = isPlainPart(part) && !seen.has(part);
    const inner = isNew ? lockIn(part, waiting, clients, seen) : undefined;
    if (inner !== undefined) return { ...inner, field: `${field}.${inner.field}` };
  }
  return undefined;
}

/**
 * Where a server's state notes, under the name of a client, a number of the request that it does
 * nothing about: `busy`, and the number.
 */
export function notedIn(
  state: object,
  client: Address,
  request: object,
): { readonly field: string; readonly number: string } | undefined {
  const numbers = numbersIn(request);
  for (const [name, part] of Object.entries(state) as [string, unknown][]) {
    for (const object of objectsIn(part)) {
      const values = object as Readonly<Record<string, unknown>>;
      const noted: unknown = object instanceof Map ? object.get(client) : values[client];
      const number = String(noted);
      if (numbers.includes(number)) return { field: name.replace(/^#/, ''), number };
    }
  }
  return undefined;
}

/** The one command in a value, if it is a different one. */
function otherCommand(
  value: object,
  waiting: Subject,
  clients: ReadonlySet<Address>,
): Omit<Lock, 'field'> | undefined {
  if (!(value instanceof Command)) return undefined;
  const commands = new Set<string>();
  const named: Address[] = [];
  for (const object of objectsIn(value)) {
    const parts = Object.values(object) as unknown[];
    if (object instanceof Command && !parts.some((part) => part instanceof Command)) {
      commands.add(commandText(object));
    }
    for (const part of parts) if (clients.has(part as Address)) named.push(part as Address);
  }
  const [command] = commands;
  if (command === undefined || commands.size > 1) return undefined;
  // An equal command that names no client may be the very one.
  const isOfOthers = named.length > 0 && !named.some((one) => waiting.clients.includes(one));
  const isOther = command !== waiting.command || isOfOthers;
  const text = `${command.replace(/[{}"]/g, '').replace(' ', '(')})`;
  if (!isOther) return undefined;
  return { about: `${text}${named.length === 0 ? '' : ` of ${named.join(', ')}`}`, clients: named };
}

function isPlainPart(value: object): boolean {
  return !(value instanceof Command) && !isCollection(value);
}

function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set || Array.isArray(value);
}
