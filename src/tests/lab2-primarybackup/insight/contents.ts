import { Command, Result, type Address } from '../../../index.js';
import { View } from '../given/lab2.js';

/** Messages and states are of a student's own design, so anything may be anywhere in them. */
const DEPTH_MAX = 8;

/** What a message is about, as far as its contents show. */
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

/** A part of a state, and where it is: `amo.application`, in what. */
export interface PlacedPart {
  readonly path: string;
  readonly part: object;
  readonly around: object;
}

/**
 * All objects in a value but itself, the outermost first, with where they are.
 *
 * @param isWhole whether what is in a part is of no interest
 */
export function* partsByPath(
  value: object,
  isWhole: (part: object) => boolean,
  path = '',
  depth = DEPTH_MAX,
): Generator<PlacedPart> {
  if (depth === 0) return;
  const inner: PlacedPart[] = [];
  for (const [name, part] of namedPartsOf(value)) {
    if (!isObject(part)) continue;
    const placed = { path: path === '' ? name : `${path}.${name}`, part, around: value };
    inner.push(placed);
  }
  yield* inner;
  for (const { path: at, part } of inner) {
    if (!isWhole(part)) yield* partsByPath(part, isWhole, at, depth - 1);
  }
}

/** The whole numbers in a message, outside of collections, as text. */
export function numbersIn(message: object | undefined): string[] {
  const numbers = new Set<string>();
  for (const object of fieldsIn(message)) {
    for (const part of Object.values(object) as unknown[]) {
      if (Number.isInteger(part) || typeof part === 'bigint') numbers.add(String(part));
    }
  }
  return [...numbers];
}

/** Whether a message may carry a state: it holds more than views, numbers and names. */
export function mayBeState(message: object): boolean {
  for (const object of objectsIn(message)) {
    if (object !== message && !(object instanceof View)) return true;
  }
  return false;
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
 * The one command that a message is about; `undefined` if it is about none or several. Commands in
 * a collection are part of a state and are not to be executed now.
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

/** A message with more objects than this is a state; the rest is not looked at. */
const OBJECTS_MAX = 500;

/** The commands in collections of a message, with all texts beside them. */
export function commandsAmong(message: object): Subject[] {
  const found: Subject[] = [];
  let left = OBJECTS_MAX;
  const look = (value: unknown, beside: readonly Address[], depth: number): void => {
    if (!isObject(value) || depth < 0 || left-- <= 0) return;
    const parts = partsOf(value);
    const isCommand = value instanceof Command && !parts.some(isObject);
    if (isCommand) found.push({ command: commandText(value), clients: beside });
    const texts = parts.filter((part): part is Address => typeof part === 'string');
    for (const part of parts)
      look(part, isCollection(value) ? [] : [...beside, ...texts], depth - 1);
  };
  look(message, [], DEPTH_MAX);
  return found;
}

/** Whether a message carries the command, alone or in a collection. */
export function brings(message: object, subject: Subject, clients: ReadonlySet<Address>): boolean {
  const only = subjectOf(message, clients);
  if (only !== undefined) return isSameSubject(only, subject);
  return commandsAmong(message).some(({ command, clients: beside }) => {
    const named = beside.filter((one) => clients.has(one));
    return isSameSubject({ command, clients: named }, subject);
  });
}

/** A command as text: equal for equal commands. */
export function commandText(command: Command): string {
  return `${command.constructor.name} ${textOf(command)}`;
}

/** A command that changes a value. */
export interface Write {
  readonly kind: 'Put' | 'Append';
  readonly key: string;
  readonly value: string;
}

/** The write that a message is about, if it is about one. */
export function writeIn(subject: Subject | undefined): Write | undefined {
  const [kind, ...rest] = subject?.command.split(' ') ?? [];
  if (kind !== 'Put' && kind !== 'Append') return undefined;
  return { kind, ...(JSON.parse(rest.join(' ')) as Pick<Write, 'key' | 'value'>) };
}

/** The key that a command reads, if it reads one. */
export function keyRead(subject: Subject | undefined): string | undefined {
  const [kind, ...rest] = subject?.command.split(' ') ?? [];
  return kind === 'Get' ? (JSON.parse(rest.join(' ')) as Pick<Write, 'key'>).key : undefined;
}

/** The end of a long value. */
export function shortened(value: unknown): string {
  const text = String(value);
  return text.length <= 24 ? text : `…${text.slice(-20)}`;
}

/** Whether two subjects may be the same command of one client. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  if (a.command !== b.command) return false;
  const isEither = a.clients.length === 0 || b.clients.length === 0;
  return isEither || a.clients.some((client) => b.clients.includes(client));
}

/**
 * A text that is the same for equal structures of one class. A part that holds what it is in, as
 * the parts of a node may, is told by how far out that is.
 */
export function textOf(value: unknown): string {
  /** What the present part stands in, the outermost first, each beside what is printed of it. */
  const around: { readonly part: unknown; readonly printed: unknown }[] = [];
  return JSON.stringify(value, function (this: unknown, _key, part: unknown) {
    while (around.length > 0 && around.at(-1)?.printed !== this) around.pop();
    if (!isObject(part)) return typeof part === 'bigint' ? String(part) : part;
    const out = around.findIndex((outer) => outer.part === part);
    if (out >= 0) return `what is around it, ${around.length - out} out`;
    const printed = printable(part);
    around.push({ part, printed });
    return printed;
  });
}

function printable(part: object): object {
  if (part instanceof Map) return { map: [...part] };
  return part instanceof Set ? { set: [...part] } : part;
}

/** The texts in a structure of maps and objects, by key; in a list, by index. */
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

/**
 * What a store holds by key, if that is clear: in a map, an object or a list of pairs. A list of
 * texts may hold keys, values or both, so it tells nothing.
 */
export function valuesIn(store: object): Map<string, string> {
  const values = new Map<string, string>();
  for (const object of objectsIn(store)) {
    const pairs = Array.isArray(object) ? (object as unknown[]).filter(isPair) : entriesOf(object);
    for (const [key, part] of pairs) {
      if (typeof part === 'string') values.set(String(key), part);
    }
  }
  return values;
}

function isPair(value: unknown): value is [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

/** The answers that a state keeps: by client, the result beside its name. */
export function answersIn(state: object, clients: ReadonlySet<Address>): Map<Address, string> {
  const answers = new Map<Address, string>();
  for (const object of objectsIn(state)) {
    for (const [key, part] of entriesOf(object)) {
      const isResult = clients.has(key as Address) && holdsResult(part);
      if (isResult) answers.set(key as Address, textOf(part));
    }
    if (!Array.isArray(object)) continue;
    for (const element of object as unknown[]) {
      if (!isObject(element) || !holdsResult(element)) continue;
      const parts = Object.values(element) as unknown[];
      const whose = parts.find((part) => clients.has(part as Address));
      if (whose !== undefined) answers.set(whose as Address, textOf(element));
    }
  }
  return answers;
}

/**
 * What is kept of clients around a store, as text: what stands under a client's name, or beside it
 * in a collection. Neither a number of operations nor a command that waits is history.
 */
export function historyIn(around: object, store: object, clients: ReadonlySet<Address>): string {
  const names = [...clients];
  const isOfClient = (text: unknown): boolean =>
    typeof text === 'string' && names.some((name) => text.includes(name));
  const kept: string[] = [];
  const seen = new Set<object>();
  const look = (object: object): void => {
    // Parts may hold each other.
    if (seen.has(object)) return;
    seen.add(object);
    for (const [key, part] of namedPartsOf(object)) {
      if (part === store || holds(Command, part)) continue;
      const isBeside = isObject(part) && Object.values(part).some(isOfClient);
      const isListed = isCollection(object) && (isOfClient(part) || isBeside);
      if (isOfClient(key) || isListed) kept.push(`${key} ${textOf(part)}`);
      else if (isObject(part)) look(part);
    }
  };
  look(around);
  return kept.sort().join('\n');
}

/** Whether a value holds the result of a command, anywhere. */
export function holdsResult(value: unknown): boolean {
  return holds(Result, value);
}

function holds(kind: typeof Command | typeof Result, value: unknown): boolean {
  for (const object of objectsIn(value)) if (object instanceof kind) return true;
  return false;
}

function entriesOf(object: object): [unknown, unknown][] {
  if (object instanceof Map) return [...object.entries()];
  if (isPair(object)) return [object];
  return Array.isArray(object) ? [] : Object.entries(object);
}

/** Like {@link objectsIn}, but without the contents of collections, and all at once. */
function fieldsIn(value: unknown, depth = DEPTH_MAX, found: object[] = []): object[] {
  if (!isObject(value) || isCollection(value) || depth < 0) return found;
  found.push(value);
  for (const part of Object.values(value)) fieldsIn(part, depth - 1, found);
  return found;
}

function namedPartsOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([key, part]) => [String(key), part]);
  if (value instanceof Set) return [...value].map((part, index) => [String(index), part]);
  return Object.entries(value);
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
