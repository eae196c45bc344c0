import { types } from 'node:util';

/** A collection at module level: nothing can freeze its inside, so it is compared. */
export interface SharedCollection {
  /** How the lab gets at it: `registry.servers`. */
  readonly path: string;
  /** Whether it holds other things, or in another order, than when it was first looked at. */
  isChanged(): boolean;
}

/** Remembers what a Map, Set, typed array or pattern holds; `undefined` for anything else. */
export function watchCollection(path: string, object: object): SharedCollection | undefined {
  const read = readerOf(object);
  if (read === undefined) return undefined;
  const before = read();
  return {
    path,
    isChanged: () => {
      const now = read();
      return now.length !== before.length || now.some((item, i) => !Object.is(item, before[i]));
    },
  };
}

/** The items themselves are frozen, or collections that are watched too. */
function readerOf(object: object): (() => unknown[]) | undefined {
  if (types.isMap(object)) {
    return () => Array.from<[unknown, unknown]>(Map.prototype.entries.call(object)).flat();
  }
  if (types.isSet(object)) return () => Array.from<unknown>(Set.prototype.values.call(object));
  if (types.isTypedArray(object)) return () => [...(object as Uint8Array)];
  if (types.isAnyArrayBuffer(object)) return () => [...new Uint8Array(object)];
  if (types.isRegExp(object)) return () => [object.lastIndex];
  return undefined;
}
