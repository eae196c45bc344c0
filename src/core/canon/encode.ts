import type { BoundClass, ClassTable } from './class-table.js';
import {
  BadState,
  DEPTH_MAX,
  foreignObject,
  isPlainPrototype,
  ownKeys,
  readField,
  shapeOf,
  sortedKeys,
  TOO_DEEP,
  typedArrayLetter,
  type TypedArray,
} from './fields.js';

/**
 * A value as text, one text per structure. Grammar (`N` a decimal integer):
 *
 * ```
 * value  := n | u | t | f                null, undefined, true, false
 *         | i N ;  | d number ;          safe integer; any other number (NaN and -0 included)
 *         | b N ;  | s N : chars         bigint; string of N UTF-16 units
 *         | r N ;  | R N ;               the object opened N-th (state); N levels up (value)
 *         | [ item* ]                    array; item := value | h (a hole)
 *         | { field* }                   plain object, fields sorted; field := N : chars value
 *         | o { field* }                 object without a prototype
 *         | m value* ) | S value* )      Map (key, value, ...) and Set, in insertion order
 *         | y letter N ; N ; buffer      typed array: offset, length, its ArrayBuffer
 *         | x hex ;                      ArrayBuffer
 *         | c id : body                  instance: { field* }, or a collection and { field* }
 * ```
 *
 * Text and not bytes: it is comparable, hashable and cheap in a realm locked down by SES, where
 * stores to typed arrays are slow.
 */
export type Canonical = string & { readonly __canonical: true };

/**
 * Text of the same grammar whose fields stand in the order in which the object has them, so that
 * what is decoded cannot be told from what was encoded, even by its keys. Two equal values may have
 * two transcripts: it is for the way between processes, and never compared.
 */
export type Transcript = string & { readonly __transcript: true };

/**
 * How sharing is treated. In a node's `state`, two fields that hold one object differ from two
 * equal copies. A message or timer is a `value`: a tree; only cycles refer back.
 */
export type Sharing = 'state' | 'value';

/**
 * Encodes a value. Throws `BadState` when something in it is no state; `findBadState` then says
 * where.
 */
export function encode(value: unknown, classes: ClassTable, sharing: Sharing): Canonical {
  return new Encoder(classes, sharing).run(value);
}

/** Writes a value down for another process. Throws `BadState` as {@link encode} does. */
export function transcribe(value: unknown, classes: ClassTable, sharing: Sharing): Transcript {
  return new Encoder(classes, sharing, true).run(value) as string as Transcript;
}

/** Why a value is no state, and the objects that lead to the part which is none. */
export function tryToEncode(
  value: unknown,
  classes: ClassTable,
): { readonly bad: BadState | undefined; readonly open: readonly object[] } {
  const encoder = new Encoder(classes, 'state');
  try {
    encoder.run(value);
    return { bad: undefined, open: [] };
  } catch (error) {
    if (error instanceof BadState) return { bad: error, open: encoder.opened() };
    if (!(error instanceof RangeError)) throw error;
    return { bad: new BadState(TOO_DEEP), open: encoder.opened() };
  }
}

class Encoder {
  readonly #classes: ClassTable;
  readonly #shared: boolean;
  readonly #inOrder: boolean;
  /** State: every object met, by order. Value: the objects open above this one, by depth. */
  readonly #seen = new Map<object, number>();
  #count = 0;
  /** Above {@link #depth} stands what was open before. */
  readonly #open: object[] = [];
  #depth = 0;
  #out = '';

  constructor(classes: ClassTable, sharing: Sharing, inOrder = false) {
    this.#classes = classes;
    this.#inOrder = inOrder;
    this.#shared = sharing === 'state';
  }

  /** The objects that are open, from the outermost. */
  opened(): readonly object[] {
    return this.#open.slice(0, this.#depth);
  }

  run(value: unknown): Canonical {
    this.#value(value);
    return this.#out as Canonical;
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.#out += `s${value.length}:${value}`;
        return;
      case 'number':
        this.#number(value);
        return;
      case 'boolean':
        this.#out += value ? 't' : 'f';
        return;
      case 'undefined':
        this.#out += 'u';
        return;
      case 'bigint':
        this.#out += `b${value};`;
        return;
      case 'object':
        if (value === null) this.#out += 'n';
        else this.#object(value);
        return;
      case 'function':
        throw new BadState('a function', true);
      case 'symbol':
        throw new BadState('a symbol');
    }
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#out += `i${value};`;
    else this.#out += Object.is(value, -0) ? 'd-0;' : `d${value};`;
  }

  #object(object: object): void {
    const seen = this.#seen.get(object);
    if (seen !== undefined) {
      this.#out += this.#shared ? `r${seen};` : `R${this.#count - seen};`;
      return;
    }
    this.#seen.set(object, this.#count++);
    this.#open[this.#depth] = object;
    if (++this.#depth > DEPTH_MAX) throw new BadState(TOO_DEEP);
    this.#contents(object);
    this.#depth--;
    if (this.#shared) return;
    this.#seen.delete(object);
    this.#count--;
  }

  #contents(object: object): void {
    const prototype = Object.getPrototypeOf(object) as object | null;
    if (isPlainPrototype(prototype)) {
      if (prototype === null) this.#out += 'o';
      this.#body(object, undefined);
      return;
    }
    const entry = this.#classes.byPrototype(prototype as object);
    if (entry === undefined) throw foreignObject(object);
    this.#out += `c${entry.id}:`;
    this.#body(object, entry);
  }

  #body(object: object, entry: BoundClass | undefined): void {
    switch (shapeOf(object)) {
      case 'object':
        this.#fields(object, this.#inOrder ? ownKeys(object) : sortedKeys(object, entry));
        return;
      case 'array':
        this.#array(object as unknown[], entry);
        return;
      case 'map':
        this.#out += 'm';
        for (const [key, item] of Map.prototype.entries.call(object)) {
          this.#value(key);
          this.#value(item);
        }
        this.#out += ')';
        this.#extras(object, entry, 0);
        return;
      case 'set':
        this.#out += 'S';
        for (const item of Set.prototype.values.call(object)) this.#value(item);
        this.#out += ')';
        this.#extras(object, entry, 0);
        return;
      case 'typed':
        this.#typed(object as TypedArray);
        return;
      case 'buffer': {
        const bytes = new Uint8Array(object as ArrayBuffer);
        let hex = '';
        for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
        this.#out += `x${hex};`;
        return;
      }
    }
  }

  #array(array: unknown[], entry: BoundClass | undefined): void {
    this.#out += '[';
    let holes = 0;
    for (let i = 0; i < array.length; i++) {
      if (Object.hasOwn(array, i)) this.#value(readField(array, String(i)));
      else {
        this.#out += 'h';
        holes++;
      }
    }
    this.#out += ']';
    // Its own keys are the indices that are no holes, and `length`.
    this.#extras(array, entry, array.length - holes + 1);
  }

  /** Fields beside a collection's items: only an instance of a lab's class may have them. */
  #extras(object: object, entry: BoundClass | undefined, own: number): void {
    const keys = ownKeys(object);
    if (entry === undefined) {
      if (keys.length > own) throw new BadState('a collection with named properties');
      return;
    }
    const isArray = Array.isArray(object);
    const extra = isArray ? keys.slice(own - 1).filter((key) => key !== 'length') : keys;
    this.#fields(object, this.#inOrder ? extra : extra.sort());
  }

  #typed(array: TypedArray): void {
    const letter = typedArrayLetter(Object.getPrototypeOf(array) as object);
    if (letter === undefined) throw new BadState('a subclass of a typed array');
    if (!(array.buffer instanceof ArrayBuffer)) throw new BadState('shared memory');
    this.#out += `y${letter}${array.byteOffset};${array.length};`;
    this.#value(array.buffer);
  }

  #fields(object: object, keys: readonly string[]): void {
    this.#out += '{';
    for (const key of keys) {
      this.#out += `${key.length}:${key}`;
      this.#value(readField(object, key));
    }
    this.#out += '}';
  }
}
