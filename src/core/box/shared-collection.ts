import { types } from 'node:util';
import type { SourcePlace } from '../support/index.js';

/** What something that all nodes share held after the load, and what a handler made of it. */
export interface SharedChange {
  readonly before: unknown;
  readonly after: unknown;
}

/** A collection at module level, or a variable: nothing can freeze it, so it is compared. */
export interface SharedState {
  /** How the lab reaches it: `registry.servers`. */
  readonly path: string;
  /** Where its module-level name is declared. */
  readonly place: SourcePlace | undefined;
  /**
   * The change, if it holds other things than after the load, or in another order. What it held is
   * then restored, so that the next handler is not blamed.
   */
  takeChange(): SharedChange | undefined;
}

/** Comparing all of a larger one after each handler would take too long. */
export const ITEMS_MAX = 4096;

/** Watches a Map, Set, typed array or regular expression; `undefined` for anything else. */
export function watchCollection(
  path: string,
  place: SourcePlace | undefined,
  object: object,
): SharedState | 'too large' | undefined {
  const contents = contentsOf(object);
  if (contents === undefined) return undefined;
  if (contents.size > ITEMS_MAX) return 'too large';
  const { isSame, copy, restore } = contents;
  const before = copy();
  const takeChange = (): SharedChange | undefined => {
    if (isSame(before)) return undefined;
    const after = copy();
    restore(before);
    return { before, after };
  };
  return { path, place, takeChange };
}

/** The items themselves are frozen, or collections that are watched too. */
interface Contents<T extends object | number = object | number> {
  readonly size: number;
  isSame(before: T): boolean;
  copy(): T;
  restore(before: T): void;
}

function contentsOf(object: object): Contents | undefined {
  if (types.isMap(object)) return mapContents(object);
  if (types.isSet(object)) return setContents(object);
  if (types.isTypedArray(object)) return typedContents(object as Numbers);
  if (types.isArrayBuffer(object)) return typedContents(new Uint8Array(object));
  if (types.isRegExp(object)) return patternContents(object);
  return undefined;
}

function mapContents(map: Map<unknown, unknown>): Contents<Map<unknown, unknown>> {
  const entries = (of: Map<unknown, unknown>) => Map.prototype.entries.call(of);
  return {
    size: map.size,
    isSame: (before) =>
      sameItems(entries(before), entries(map), (a, b) => isSame(a[0], b[0]) && isSame(a[1], b[1])),
    copy: () => new Map(entries(map)),
    restore: (before) => {
      Map.prototype.clear.call(map);
      for (const [key, value] of before) Map.prototype.set.call(map, key, value);
    },
  };
}

function setContents(set: Set<unknown>): Contents<Set<unknown>> {
  const values = (of: Set<unknown>) => Set.prototype.values.call(of);
  return {
    size: set.size,
    isSame: (before) => sameItems(values(before), values(set), isSame),
    copy: () => new Set(values(set)),
    restore: (before) => {
      Set.prototype.clear.call(set);
      for (const value of before) Set.prototype.add.call(set, value);
    },
  };
}

/** A typed array; arrays of bigints are treated in the same way. */
type Numbers = Uint8Array;

const NUMBERS = Object.getPrototypeOf(Uint8Array.prototype) as Numbers;

function typedContents(array: Numbers): Contents<number[]> {
  const numbers = () => NUMBERS.values.call(array);
  return {
    size: array.length,
    isSame: (before) => sameItems(before.values(), numbers(), isSame),
    copy: () => [...numbers()],
    restore: (before) => before.forEach((number, i) => (array[i] = number)),
  };
}

/** The `lastIndex` of a regular expression with the flag `g` or `y`. */
function patternContents(pattern: RegExp): Contents<number> {
  return {
    size: 1,
    isSame: (before) => before === pattern.lastIndex,
    copy: () => pattern.lastIndex,
    restore: (before) => (pattern.lastIndex = before),
  };
}

const isSame = (a: unknown, b: unknown): boolean => Object.is(a, b);

function sameItems<T>(a: Iterator<T>, b: Iterator<T>, same: (a: T, b: T) => boolean): boolean {
  for (;;) {
    const [left, right] = [a.next(), b.next()];
    if (left.done === true || right.done === true) return left.done === right.done;
    if (!same(left.value, right.value)) return false;
  }
}
