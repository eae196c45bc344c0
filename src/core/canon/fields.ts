import type { BoundClass } from './class-table.js';

/** Thrown inside the walkers when a value cannot be state; `findBadState` then finds its path. */
export class BadState extends Error {
  readonly reason: string;
  /** It is a function, and nothing else. */
  readonly isFunction: boolean;
  constructor(reason: string, isFunction = false) {
    super(reason);
    this.reason = reason;
    this.isFunction = isFunction;
  }
}

/** The maximum nesting of objects: the walkers recurse, and all must be able to go equally deep. */
export const DEPTH_MAX = 1000;
export const TOO_DEEP = `nested more than ${DEPTH_MAX} levels deep`;

/**
 * The maximum number of objects in a message, timer, command or result. These are trees: a shared
 * object counts, and is copied, wherever it occurs, so twenty levels of shared pairs make a
 * million.
 */
export const TREE_MAX = 100_000;
export const TOO_LARGE = 'made of more than 100 000 objects (shared ones count each time)';

/** The value of an own data property; accessors are refused, so reading runs no lab code. */
export function readField(object: object, key: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) return undefined;
  if (descriptor.get !== undefined || descriptor.set !== undefined) {
    throw new BadState('a getter or setter of its own');
  }
  // A copy of it would be enumerable, so that the node behaves differently where it is copied.
  if (!descriptor.enumerable) throw new BadState('a property that is not enumerable');
  return descriptor.value;
}

/** All own keys; symbols are refused. */
export function ownKeys(object: object): string[] {
  // Engines answer these two quickly; `Reflect.ownKeys` takes twice as long.
  if (Object.getOwnPropertySymbols(object).length > 0) {
    throw new BadState('a property whose key is a symbol');
  }
  return Object.getOwnPropertyNames(object);
}

/** The own keys of an instance in canonical (sorted) order. */
export function sortedKeys(object: object, entry: BoundClass | undefined): readonly string[] {
  const keys = ownKeys(object);
  if (keys.length < 2) return keys;
  if (entry === undefined) return keys.sort();
  if (!sameKeys(keys, entry.lastKeys)) {
    entry.lastKeys = keys;
    entry.lastSorted = [...keys].sort();
  }
  return entry.lastSorted;
}

/** Whether a class's prototype has nothing of the name of any of these keys: most have not. */
export function areOwnOnly(keys: readonly string[], entry: BoundClass): boolean {
  if (!sameKeys(keys, entry.copiedKeys)) {
    entry.copiedKeys = keys;
    entry.areOwnOnly = !keys.some((key) => key in entry.prototype);
  }
  return entry.areOwnOnly;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Sets an own data property, even where the prototype has one of that name. */
export function writeField(object: object, key: string, value: unknown): void {
  if (key in object) {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}

/** The kinds of typed arrays, by the letter canonical text gives them. */
export const TYPED_ARRAYS = {
  a: Int8Array,
  b: Uint8Array,
  c: Uint8ClampedArray,
  d: Int16Array,
  e: Uint16Array,
  f: Int32Array,
  g: Uint32Array,
  h: Float32Array,
  i: Float64Array,
  j: BigInt64Array,
  k: BigUint64Array,
} as const;

export type TypedArrayLetter = keyof typeof TYPED_ARRAYS;
export type TypedArray = InstanceType<(typeof TYPED_ARRAYS)[TypedArrayLetter]>;

const LETTERS = new Map<object, TypedArrayLetter>(
  (Object.keys(TYPED_ARRAYS) as TypedArrayLetter[]).map((letter) => [
    TYPED_ARRAYS[letter].prototype,
    letter,
  ]),
);

/** The letter of a plain typed array, by its prototype. */
export function typedArrayLetter(prototype: object): TypedArrayLetter | undefined {
  return LETTERS.get(prototype);
}

/** The kinds of objects that the walkers distinguish. */
export type Shape = 'array' | 'map' | 'set' | 'typed' | 'buffer' | 'object';

/** The built-in kind behind an object, whatever class it is an instance of. */
export function shapeOf(object: object): Shape {
  if (Array.isArray(object)) return 'array';
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null) return 'object';
  let shape = SHAPES.get(prototype);
  if (shape === undefined) SHAPES.set(prototype, (shape = shapeBehind(object)));
  return shape;
}

/** What is no array, by its prototype: asked for of every object that is copied or compared. */
const SHAPES = new WeakMap<object, Shape>();

function shapeBehind(object: object): Shape {
  if (object instanceof Map) return 'map';
  if (object instanceof Set) return 'set';
  if (ArrayBuffer.isView(object)) {
    if (object instanceof DataView) throw new BadState('a DataView');
    return 'typed';
  }
  if (object instanceof ArrayBuffer) return 'buffer';
  return 'object';
}

/** Whether the prototype is that of a built-in collection or plain object, not of a lab's class. */
export function isPlainPrototype(prototype: object | null): boolean {
  return (
    prototype === null ||
    prototype === Object.prototype ||
    prototype === Array.prototype ||
    prototype === Map.prototype ||
    prototype === Set.prototype ||
    prototype === ArrayBuffer.prototype ||
    LETTERS.has(prototype)
  );
}

/** Says why an object of an unregistered class cannot be state. */
export function foreignObject(object: object): BadState {
  const name = Object.prototype.toString.call(object).slice(8, -1);
  if (name === 'Object') return new BadState('an object of a class made at run time');
  return new BadState(name === 'Error' ? 'an Error (keep its message instead)' : `a ${name}`);
}
