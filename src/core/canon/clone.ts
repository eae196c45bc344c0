import type { ClassTable } from './class-table.js';
import { entriesOf, itemsOf, orderWatch } from './collection-order.js';
import {
  areOwnOnly,
  BadState,
  DEPTH_MAX,
  foreignObject,
  isPlainPrototype,
  ownKeys,
  readField,
  shapeOf,
  TOO_DEEP,
  TOO_LARGE,
  TREE_MAX,
  writeField,
  type TypedArray,
} from './fields.js';

/**
 * A copy of a message, timer, command or result that shares nothing with the original: what
 * `decode(encode(value, 'value'))` gives, without the text. Sharing within the value is undone;
 * cycles stay. Throws `BadState` for a value that cannot be state.
 */
export function clone<T>(value: T, classes: ClassTable): T {
  left = TREE_MAX;
  return copy(value, classes, undefined) as T;
}

/** How many more objects the value being copied may have. */
let left = 0;

/** The copies of the objects around the one being copied. */
interface Open {
  readonly original: object;
  readonly copy: object;
  readonly above: Open | undefined;
}

function copy(value: unknown, classes: ClassTable, open: Open | undefined): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') throw new BadState('a function', true);
    if (typeof value === 'symbol') throw new BadState('a symbol');
    return value;
  }
  let depth = 0;
  for (let above = open; above !== undefined; above = above.above) {
    if (above.original === value) return above.copy;
    depth++;
  }
  if (left-- <= 0) throw new BadState(TOO_LARGE);
  if (depth >= DEPTH_MAX) throw new BadState(TOO_DEEP);
  const prototype = Object.getPrototypeOf(value) as object | null;
  const entry = prototype === null ? undefined : classes.byPrototype(prototype);
  if (entry === undefined && !isPlainPrototype(prototype)) throw foreignObject(value);
  switch (shapeOf(value)) {
    case 'object': {
      const object = Object.create(prototype) as object;
      const keys = ownKeys(value);
      if (entry !== undefined && areOwnOnly(keys, entry)) {
        copyOwn(value, object as Record<string, unknown>, keys, classes, open);
      } else copyFields(value, object, keys, classes, open);
      return object;
    }
    case 'array':
      return copyArray(value as unknown[], prototype as object, classes, open);
    case 'map': {
      const map = withPrototype(new Map<unknown, unknown>(), prototype as object);
      const inner = { original: value, copy: map, above: open };
      for (const [key, item] of entriesOf(value)) {
        Map.prototype.set.call(map, copy(key, classes, inner), copy(item, classes, inner));
      }
      orderWatch()?.copied(value, map);
      copyFields(value, map, ownKeys(value), classes, open);
      return map;
    }
    case 'set': {
      const set = withPrototype(new Set<unknown>(), prototype as object);
      const inner = { original: value, copy: set, above: open };
      for (const item of itemsOf(value)) {
        Set.prototype.add.call(set, copy(item, classes, inner));
      }
      orderWatch()?.copied(value, set);
      copyFields(value, set, ownKeys(value), classes, open);
      return set;
    }
    case 'typed':
      return copyTyped(value as TypedArray);
    case 'buffer':
      return (value as ArrayBuffer).slice(0);
  }
}

/** Copies the fields of most instances: of a class that has nothing of their names. */
function copyOwn(
  from: object,
  to: Record<string, unknown>,
  keys: readonly string[],
  classes: ClassTable,
  open: Open | undefined,
): void {
  let inner: Open | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = readField(from, key);
    if (typeof value === 'string' || typeof value === 'number') to[key] = value;
    else {
      inner ??= { original: from, copy: to, above: open };
      to[key] = copy(value, classes, inner);
    }
  }
}

function copyFields(
  from: object,
  to: object,
  keys: readonly string[],
  classes: ClassTable,
  open: Open | undefined,
): void {
  const inner = { original: from, copy: to, above: open };
  for (const key of keys) writeField(to, key, copy(readField(from, key), classes, inner));
}

function copyArray(
  array: unknown[],
  prototype: object,
  classes: ClassTable,
  open: Open | undefined,
): unknown[] {
  const result = withPrototype<unknown[]>([], prototype);
  const keys = ownKeys(array).filter((key) => key !== 'length');
  result.length = array.length;
  copyFields(array, result, keys, classes, open);
  return result;
}

function copyTyped(array: TypedArray): TypedArray {
  // Its buffer counts as an object too, as in `encode`.
  if (left-- <= 0) throw new BadState(TOO_LARGE);
  const kind = array.constructor as new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => TypedArray;
  const buffer = array.buffer.slice(0);
  return new kind(buffer, array.byteOffset, array.length);
}

function withPrototype<T extends object>(object: T, prototype: object): T {
  if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype);
  return object;
}
