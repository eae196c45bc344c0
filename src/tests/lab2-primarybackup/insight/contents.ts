import { Command, type Address } from '../../../index.js';
import { View } from '../given/lab2.js';

/** Messages and states are data of a student's own design: what is looked for may be anywhere. */
const DEPTH_MAX = 8;

/** What a message is about, as far as its content shows. */
export interface Subject {
  /** The one command in it. */
  readonly command: string;
  /** The clients it names; a student's message need not name any. */
  readonly clients: readonly Address[];
}

/** All objects in a value, the outermost first. */
export function* objectsIn(value: unknown, depth = DEPTH_MAX): Generator<object> {
  if (typeof value !== 'object' || value === null || depth < 0) return;
  yield value;
  for (const part of partsOf(value)) yield* objectsIn(part, depth - 1);
}

/** The newest view in a message, outside of collections. */
export function newestViewIn(message: object): View | undefined {
  let newest: View | undefined;
  for (const object of fieldsIn(message)) {
    if (object instanceof View && object.viewNum > (newest?.viewNum ?? -1)) newest = object;
  }
  return newest;
}

/**
 * The one command that a message is about; `undefined` when it is about none, or about several.
 * What stands in a collection is part of a state, not a command to be executed now.
 */
export function subjectOf(message: object, clients: ReadonlySet<Address>): Subject | undefined {
  const commands = new Set<string>();
  const named = new Set<Address>();
  for (const object of fieldsIn(message)) {
    const parts = Object.values(object) as unknown[];
    if (object instanceof Command && !parts.some(isObject)) commands.add(commandText(object));
    for (const part of parts) if (clients.has(part as Address)) named.add(part as Address);
  }
  const [command] = commands;
  if (command === undefined || commands.size > 1) return undefined;
  return { command, clients: [...named] };
}

/** A command as text: equal for equal commands. */
export function commandText(command: Command): string {
  return `${command.constructor.name} ${textOf(command)}`;
}

/** Whether two subjects may be one client's same command. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  if (a.command !== b.command) return false;
  const isEither = a.clients.length === 0 || b.clients.length === 0;
  return isEither || a.clients.some((client) => b.clients.includes(client));
}

/** A text that is the same for equal structures of one class. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Map) return { map: [...part] };
    if (part instanceof Set) return { set: [...part] };
    return typeof part === 'bigint' ? String(part) : part;
  });
}

/** The texts in a structure of maps and objects, by key. */
export function textsIn(value: unknown): Map<string, string> {
  const texts = new Map<string, string>();
  for (const object of objectsIn(value)) {
    const entries = object instanceof Map ? [...object.entries()] : Object.entries(object);
    for (const [key, part] of entries as [unknown, unknown][]) {
      if (typeof part === 'string') texts.set(String(key), part);
    }
  }
  return texts;
}

/** Like {@link objectsIn}, but not what stands in collections. */
function* fieldsIn(value: unknown, depth = DEPTH_MAX): Generator<object> {
  if (!isObject(value) || isCollection(value) || depth < 0) return;
  yield value;
  for (const part of Object.values(value)) yield* fieldsIn(part, depth - 1);
}

function partsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value.entries()].flat();
  if (value instanceof Set) return [...value];
  return Object.values(value);
}

function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set || Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
