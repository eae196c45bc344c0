import { InvariantError } from '../support/index.js';
import type { BoundClass, ClassTable } from './class-table.js';
import {
  entriesOf,
  isSortable,
  itemsOf,
  collectionPlace,
  type OrderWatch,
} from './collection-order.js';
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
  TOO_LARGE,
  TREE_MAX,
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
 *         | m value* ) | S value* )      Map (key, value, ...) and Set, in insertion order; with
 *                                        a watch, sorted by the text of their keys where it
 *                                        does not keep their order
 *         | y letter N ; N ; buffer      typed array: offset, length, its ArrayBuffer
 *         | x hex ;                      ArrayBuffer
 *         | c id : body                  instance: { field* }, or a collection and { field* }
 * ```
 *
 * It is text rather than bytes because text is comparable, hashable and cheap in a realm locked
 * down by SES, where stores to typed arrays are slow.
 */
export type Canonical = string & { readonly __canonical: true };

/**
 * Text of the same grammar with fields in the object's own order, so that the decoded value cannot
 * be told from the original, even by its keys. Two equal values may have different transcripts:
 * these go between processes, and are never compared.
 */
export type Transcript = string & { readonly __transcript: true };

/**
 * How sharing is treated. In a node's `state`, two fields that hold one object differ from two
 * equal copies. A message or timer is a `value`: a tree; only cycles refer back.
 */
export type Sharing = 'state' | 'value';

/**
 * Encodes a value. Throws `BadState` when a part of it cannot be state; `findBadState` then says
 * where. With a `watch`, Maps and Sets whose order it does not keep are sorted.
 */
export function encode(
  value: unknown,
  classes: ClassTable,
  sharing: Sharing,
  watch?: OrderWatch,
): Canonical {
  return whole(new Encoder(classes, sharing, false, watch).run(value));
}

/**
 * The same text. One that was put together from pieces is a tree of them, many times as large as
 * the text, until something of it is read; texts are kept by the hundred thousand.
 */
function whole(text: Canonical): Canonical {
  if (!(text.charCodeAt(0) > 0)) throw new InvariantError('a value has an empty text');
  return text;
}

/** Writes a value down for another process. Throws `BadState` as {@link encode} does. */
export function transcribe(value: unknown, classes: ClassTable, sharing: Sharing): Transcript {
  return new Encoder(classes, sharing, true).run(value) as string as Transcript;
}

/** Why a value cannot be state, and the objects that lead to the offending part. */
export function tryToEncode(
  value: unknown,
  classes: ClassTable,
  sharing: Sharing,
): { readonly bad: BadState | undefined; readonly open: readonly object[] } {
  const encoder = new Encoder(classes, sharing);
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
  readonly #watch: OrderWatch | undefined;
  /** Where collections are: the class around them, and its field. */
  #owner = '';
  #field = '';
  /** State: every object met, by order. Value: the objects open above this one, by depth. */
  readonly #seen = new Map<object, number>();
  #count = 0;
  /** Value: how many more objects it may have. */
  #left = TREE_MAX;
  /** Entries above {@link #depth} are left over from earlier objects. */
  readonly #open: object[] = [];
  #depth = 0;
  #out = '';

  constructor(classes: ClassTable, sharing: Sharing, inOrder = false, watch?: OrderWatch) {
    this.#classes = classes;
    this.#inOrder = inOrder;
    this.#watch = watch;
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
    if (typeof value === 'object' && value !== null) this.#object(value);
    else this.#out += primitiveText(value);
  }

  #object(object: object): void {
    const seen = this.#seen.get(object);
    if (seen !== undefined) {
      this.#out += this.#shared ? `r${seen};` : `R${this.#count - seen};`;
      return;
    }
    if (!this.#shared && this.#left-- <= 0) throw new BadState(TOO_LARGE);
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
    if (this.#watch === undefined) this.#body(object, entry);
    else this.#watched(object, entry);
  }

  /** Encodes what an instance holds, when its class and field matter. */
  #watched(object: object, entry: BoundClass): void {
    const owner = this.#owner;
    const field = this.#field;
    this.#owner = entry.id;
    this.#field = '';
    this.#body(object, entry);
    this.#owner = owner;
    this.#field = field;
  }

  #body(object: object, entry: BoundClass | undefined): void {
    switch (shapeOf(object)) {
      case 'object':
        this.#fields(object, entry, this.#inOrder ? ownKeys(object) : sortedKeys(object, entry));
        return;
      case 'array':
        this.#array(object as unknown[], entry);
        return;
      case 'map':
        this.#out += 'm';
        for (const [key, item] of this.#isSorted(object)
          ? sortedEntries(object)
          : entriesOf(object)) {
          this.#value(key);
          this.#value(item);
        }
        this.#out += ')';
        this.#extras(object, entry, 0);
        return;
      case 'set':
        this.#out += 'S';
        if (this.#isSorted(object)) this.#out += sortedItems(object);
        else for (const item of itemsOf(object)) this.#value(item);
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

  /** Whether a collection's order is left out. An order to keep must not have been lost before. */
  #isSorted(collection: object): boolean {
    const watch = this.#watch;
    if (watch === undefined) return false;
    if (!watch.isKept(collectionPlace(this.#owner, this.#field)) && isSortable(collection))
      return true;
    watch.looked(collection);
    return false;
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
    // Its own keys are the indices that are not holes, and `length`.
    this.#extras(array, entry, array.length - holes + 1);
  }

  /** Fields other than a collection's items: only an instance of a lab's class may have them. */
  #extras(object: object, entry: BoundClass | undefined, own: number): void {
    const keys = ownKeys(object);
    if (entry === undefined) {
      if (keys.length > own) throw new BadState('a collection with named properties');
      return;
    }
    const isArray = Array.isArray(object);
    const extra = isArray ? keys.slice(own - 1).filter((key) => key !== 'length') : keys;
    this.#fields(object, entry, this.#inOrder ? extra : extra.sort());
  }

  #typed(array: TypedArray): void {
    const letter = typedArrayLetter(Object.getPrototypeOf(array) as object);
    if (letter === undefined) throw new BadState('a subclass of a typed array');
    if (!(array.buffer instanceof ArrayBuffer)) throw new BadState('shared memory');
    this.#out += `y${letter}${array.byteOffset};${array.length};`;
    this.#value(array.buffer);
  }

  #fields(object: object, entry: BoundClass | undefined, keys: readonly string[]): void {
    this.#out += '{';
    for (const key of keys) {
      if (entry !== undefined) this.#field = key;
      this.#out += `${key.length}:${key}`;
      this.#value(readField(object, key));
    }
    this.#out += '}';
  }
}

function primitiveText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'bigint':
      return `b${value};`;
    case 'function':
      throw new BadState('a function', true);
    case 'symbol':
      throw new BadState('a symbol');
    case 'object':
      return 'n';
  }
}

function numberText(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return `i${value};`;
  return Object.is(value, -0) ? 'd-0;' : `d${value};`;
}

/** The entries of a Map whose keys are not objects, sorted by the text of the keys. */
function sortedEntries(map: object): [unknown, unknown][] {
  return [...entriesOf(map)]
    .map((entry) => ({ entry, text: primitiveText(entry[0]) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ entry }) => entry);
}

/** The sorted texts of the items of a Set without objects. */
function sortedItems(set: object): string {
  return [...itemsOf(set)].map(primitiveText).sort().join('');
}
