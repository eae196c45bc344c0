import { types } from 'node:util';
import type { SourcePlace } from '../support/index.js';
import { ITEMS_MAX, watchCollection, type SharedState } from './shared-collection.js';

/** Where sealing starts: a name at module level and what it holds. */
export interface SealedRoot {
  readonly name: string;
  /** Where it is declared. */
  readonly place?: SourcePlace | undefined;
  readonly value: unknown;
}

/** Something at module level that cannot be sealed: `ids` holds a generator. */
export interface Unsealable {
  readonly path: string;
  readonly place: SourcePlace | undefined;
  readonly what: string;
}

export interface Sealed {
  readonly unsealable: readonly Unsealable[];
  readonly collections: readonly SharedState[];
}

/**
 * Freezes everything reachable from module-level names, so that a write after the load throws on
 * its own line. The contents of Map, Set and typed arrays cannot be frozen; they are returned to be
 * watched. Objects in `known` were sealed before; newly sealed ones are added to it.
 */
export function seal(roots: readonly SealedRoot[], known: WeakSet<object>): Sealed {
  const unsealable: Unsealable[] = [];
  const collections: SharedState[] = [];
  const queue: { path: string; place: SourcePlace | undefined; object: object }[] = [];
  const add = (path: string, place: SourcePlace | undefined, value: unknown): void => {
    const isObject = typeof value === 'object' && value !== null;
    if ((!isObject && typeof value !== 'function') || known.has(value)) return;
    known.add(value);
    queue.push({ path, place, object: value });
  };
  for (const { name, place, value } of roots) add(name, place, value);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path, place, object } = next;
    const collection = watchCollection(path, place, object);
    if (collection === 'too large') {
      const what = `a collection of more than ${ITEMS_MAX} items`;
      unsealable.push({ path, place, what });
    } else if (collection !== undefined) collections.push(collection);
    const what = unsealableKind(object);
    if (what !== undefined) unsealable.push({ path, place, what });
    for (const [step, part] of partsOf(object)) add(path + step, place, part);
    freeze(object);
  }
  return { unsealable, collections };
}

/** The parts of an object, with the step that leads to each. */
function* partsOf(object: object): Generator<readonly [step: string, part: unknown]> {
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    const step = typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`;
    yield [step, descriptor?.value];
    yield [step, descriptor?.get];
    yield [step, descriptor?.set];
  }
  if (types.isMap(object)) {
    for (const [key, value] of Map.prototype.entries.call(object)) {
      yield ['.key', key];
      yield [`.get(${typeof key === 'string' ? `'${key}'` : ''})`, value];
    }
  }
  if (ArrayBuffer.isView(object)) yield ['.buffer', object.buffer];
  if (types.isSet(object)) for (const item of Set.prototype.values.call(object)) yield ['', item];
  yield ['', Object.getPrototypeOf(object)];
}

/** A regular expression's `lastIndex` stays writable: `replace` sets it to 0. */
function freeze(object: object): void {
  if (types.isTypedArray(object)) Object.preventExtensions(object);
  else if (types.isRegExp(object)) Object.preventExtensions(object);
  else Object.freeze(object);
}

/** Objects of the language that no global leads to: prototypes, and what `arguments` has. */
export const UNNAMED: readonly unknown[] = [
  Object.getOwnPropertyDescriptor(
    (function (): object {
      return arguments;
    })(),
    'callee',
  )?.get,
  ...[
    function* (): Generator {
      // Only what it inherits matters.
    },
    async function* (): AsyncGenerator {
      // Only what it inherits matters.
    },
    async (): Promise<void> => undefined,
  ].map((each) => Object.getPrototypeOf(each) as object),
];

const NATIVE = /\{\s*\[native code\]\s*\}$/;
const sourceOf = Function.prototype.toString;

/** A native function that is not of the language: `bind` has made it, and shows nothing of it. */
function isBound(object: object): boolean {
  return typeof object === 'function' && NATIVE.test(sourceOf.call(object));
}

/** What moves an iterator of an array, a text or its matches: it refuses anything else. */
const NEXTS = [[].values(), ''[Symbol.iterator](), ''.matchAll(/x/g)].map(({ next }) => next);

/** An iterator is told by what moves it, whatever it was made to inherit. */
function isIterator(object: object): boolean {
  if (types.isMapIterator(object) || types.isSetIterator(object)) return true;
  return NEXTS.some((next) => {
    try {
      Reflect.apply(next, object, []);
      return true;
    } catch {
      return false;
    }
  });
}

function unsealableKind(object: object): string | undefined {
  if (types.isGeneratorObject(object)) return 'a generator';
  if (isIterator(object)) return 'an iterator';
  if (isBound(object)) return 'a function that bind has made';
  if (types.isPromise(object)) return 'a promise';
  if (types.isProxy(object)) return 'a proxy';
  return undefined;
}
