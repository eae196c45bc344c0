import { types } from 'node:util';
import { watchCollection, type SharedCollection } from './shared-collection.js';

/** Something at module level that cannot be sealed: `ids` holds a generator. */
export interface Unsealable {
  readonly path: string;
  readonly what: string;
}

export interface Sealed {
  readonly unsealable: readonly Unsealable[];
  readonly collections: readonly SharedCollection[];
}

/**
 * Freezes everything that module-level names lead to, so that a write after the load throws on
 * the line that writes. The insides of Map, Set and typed arrays cannot be frozen; they are
 * handed out to be watched. What is `known` was sealed before; what is sealed becomes known.
 */
export function seal(
  roots: readonly (readonly [name: string, value: unknown])[],
  known: WeakSet<object>,
): Sealed {
  const unsealable: Unsealable[] = [];
  const collections: SharedCollection[] = [];
  const queue: [string, object][] = [];
  const add = (path: string, value: unknown): void => {
    const isObject = typeof value === 'object' && value !== null;
    if ((!isObject && typeof value !== 'function') || known.has(value)) return;
    known.add(value);
    queue.push([path, value]);
  };
  for (const [name, value] of roots) add(name, value);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [path, object] = next;
    const collection = watchCollection(path, object);
    if (collection !== undefined) collections.push(collection);
    const what = unsealableKind(object);
    if (what !== undefined) unsealable.push({ path, what });
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      const step = typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`;
      add(path + step, descriptor?.value);
      add(path + step, descriptor?.get);
      add(path + step, descriptor?.set);
    }
    if (types.isMap(object)) {
      for (const [key, value] of Map.prototype.entries.call(object)) {
        add(`${path}.key`, key);
        add(`${path}.get(${typeof key === 'string' ? `'${key}'` : ''})`, value);
      }
    }
    if (types.isSet(object))
      for (const value of Set.prototype.values.call(object)) add(path, value);
    add(path, Object.getPrototypeOf(object));
    freeze(object);
  }
  return { unsealable, collections };
}

/** A pattern's `lastIndex` stays writable: `replace` sets it to 0 and leaves it so. */
function freeze(object: object): void {
  if (types.isTypedArray(object)) Object.preventExtensions(object);
  else if (types.isRegExp(object)) Object.preventExtensions(object);
  else Object.freeze(object);
}

function unsealableKind(object: object): string | undefined {
  if (types.isGeneratorObject(object)) return 'a generator';
  if (types.isMapIterator(object) || types.isSetIterator(object)) return 'an iterator';
  if (types.isPromise(object)) return 'a promise';
  if (types.isProxy(object)) return 'a proxy';
  return undefined;
}
