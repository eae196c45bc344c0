import { types } from 'node:util';

/** Something at module level that cannot be sealed: `ids` holds a generator. */
export interface Unsealable {
  readonly path: string;
  readonly what: string;
}

/**
 * Freezes everything that module-level names lead to, so that a write after the load throws on
 * the line that writes. The insides of Map, Set and typed arrays cannot be frozen; the check at
 * load and the re-runs look after those. Returns what holds state that nothing can freeze.
 */
export function seal(roots: readonly (readonly [name: string, value: unknown])[]): Unsealable[] {
  const unsealable: Unsealable[] = [];
  const seen = new Set<object>();
  const queue: [string, object][] = [];
  const add = (path: string, value: unknown): void => {
    const isObject = typeof value === 'object' && value !== null;
    if (!isObject && typeof value !== 'function') return;
    const object = value as object;
    // What is frozen is the language's, the harness's, or was frozen in depth by the lab itself.
    if (seen.has(object)) return;
    seen.add(object);
    queue.push([path, object]);
  };
  for (const [name, value] of roots) add(name, value);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [path, object] = next;
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
  return unsealable;
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
