import { assert, InvariantError } from '../support/index.js';
import type { ClassTable } from './class-table.js';
import type { OrderWatch } from './collection-order.js';
import type { Canonical, Transcript } from './encode.js';
import { DEPTH_MAX, TOO_DEEP, TYPED_ARRAYS, writeField, type TypedArrayLetter } from './fields.js';

/**
 * Builds the value a canonical text stands for: a fresh structure that shares nothing with any
 * other. Throws `InvariantError` on text that `encode` cannot have written, even when it comes from
 * a box that lies. If the text was encoded with a watch, `watch` learns of the collections in it.
 */
export function decode(
  text: Canonical | Transcript,
  classes: ClassTable,
  watch?: OrderWatch,
): unknown {
  const decoder = new Decoder(text, classes, watch);
  const value = decoder.value();
  decoder.end();
  return value;
}

class Decoder {
  readonly #text: string;
  readonly #classes: ClassTable;
  readonly #watch: OrderWatch | undefined;
  /** Where collections are: the class around them, and its field. */
  #owner = '';
  #field = '';
  #at = 0;
  /** Every object in the order it was opened: the targets of `r`. */
  readonly #objects: object[] = [];
  /** The objects that are being read: `R` counts up from the innermost. */
  readonly #open: object[] = [];

  constructor(text: string, classes: ClassTable, watch: OrderWatch | undefined) {
    this.#text = text;
    this.#classes = classes;
    this.#watch = watch;
  }

  end(): void {
    if (this.#at !== this.#text.length) this.#fail('text after the value');
  }

  value(): unknown {
    const tag = this.#text[this.#at++];
    switch (tag) {
      case 'n':
        return null;
      case 'u':
        return undefined;
      case 't':
        return true;
      case 'f':
        return false;
      case 'i':
        return this.#integer();
      case 'd':
        return Number(this.#until(';'));
      case 'b':
        return BigInt(this.#until(';'));
      case 's':
        return this.#chars();
      case 'r':
        return this.#reference();
      case 'R':
        return this.#ancestor();
      case 'c':
        return this.#instance();
      default:
        return this.#collection(tag, undefined);
    }
  }

  #collection(tag: string | undefined, prototype: object | undefined): object {
    if (this.#open.length >= DEPTH_MAX) this.#fail(TOO_DEEP);
    let object: object;
    switch (tag) {
      case '{':
        object = this.#fields(
          this.#enter(prototype ? (Object.create(prototype) as object) : {}),
          prototype !== undefined,
        );
        break;
      case 'o':
        this.#expect('{');
        object = this.#fields(this.#enter(Object.create(null) as object), false);
        break;
      case '[':
        object = this.#array(prototype);
        break;
      case 'm':
        object = this.#map(prototype);
        break;
      case 'S':
        object = this.#set(prototype);
        break;
      case 'y':
        object = this.#typed();
        break;
      case 'x':
        object = this.#buffer();
        break;
      default:
        return this.#fail(`unknown tag ${String(tag)}`);
    }
    this.#open.pop();
    return object;
  }

  #instance(): object {
    const id = this.#until(':');
    const entry = this.#classes.byId(id);
    if (entry === undefined) return this.#fail(`unknown class ${id}`);
    const owner = this.#owner;
    const field = this.#field;
    this.#owner = id;
    this.#field = '';
    const instance = this.#collection(this.#text[this.#at++], entry.prototype);
    this.#owner = owner;
    this.#field = field;
    return instance;
  }

  #enter<T extends object>(object: T): T {
    this.#objects.push(object);
    this.#open.push(object);
    return object;
  }

  #fields(object: object, isInstance: boolean): object {
    while (this.#text[this.#at] !== '}') {
      const key = this.#chars();
      if (isInstance) this.#field = key;
      writeField(object, key, this.value());
    }
    this.#at++;
    return object;
  }

  #array(prototype: object | undefined): object {
    const array: unknown[] = this.#enter([]);
    for (;;) {
      const tag = this.#text[this.#at];
      if (tag === ']') break;
      if (tag === 'h') {
        this.#at++;
        array.length++;
      } else {
        array.push(this.value());
      }
    }
    this.#at++;
    return this.#extras(array, prototype);
  }

  #map(prototype: object | undefined): object {
    const map = this.#enter(new Map<unknown, unknown>());
    while (this.#text[this.#at] !== ')') {
      const key = this.value();
      map.set(key, this.value());
    }
    this.#at++;
    this.#watch?.decoded(map, this.#owner, this.#field);
    return this.#extras(map, prototype);
  }

  #set(prototype: object | undefined): object {
    const set = this.#enter(new Set<unknown>());
    while (this.#text[this.#at] !== ')') set.add(this.value());
    this.#at++;
    this.#watch?.decoded(set, this.#owner, this.#field);
    return this.#extras(set, prototype);
  }

  /** An instance of a class that extends a collection has fields after its items. */
  #extras(collection: object, prototype: object | undefined): object {
    if (prototype === undefined) return collection;
    Object.setPrototypeOf(collection, prototype);
    this.#expect('{');
    return this.#fields(collection, true);
  }

  #typed(): object {
    const letter = this.#text[this.#at++] as TypedArrayLetter;
    const kind = TYPED_ARRAYS[letter];
    if (kind === undefined) return this.#fail('unknown typed array');
    const offset = this.#integer();
    const length = this.#integer();
    // The array is opened before its buffer, which may be shared with another array.
    const index = this.#objects.length;
    const placeholder = this.#enter({});
    const buffer = this.value();
    if (!(buffer instanceof ArrayBuffer)) return this.#fail('typed array without a buffer');
    const array = new kind(buffer, offset, length);
    assert(this.#objects[index] === placeholder, 'the placeholder of a typed array moved');
    this.#objects[index] = array;
    return array;
  }

  #buffer(): object {
    const hex = this.#until(';');
    const buffer = this.#enter(new ArrayBuffer(hex.length / 2));
    const bytes = new Uint8Array(buffer);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
    }
    return buffer;
  }

  #reference(): object {
    return this.#objects[this.#integer()] ?? this.#fail('a reference to nothing');
  }

  #ancestor(): object {
    return this.#open[this.#open.length - this.#integer()] ?? this.#fail('a reference to nothing');
  }

  #integer(): number {
    const value = Number(this.#until(';'));
    if (!Number.isSafeInteger(value)) this.#fail('not an integer');
    return value;
  }

  #chars(): string {
    const length = Number(this.#until(':'));
    const start = this.#at;
    if (!(length >= 0) || start + length > this.#text.length) this.#fail('a string too long');
    this.#at = start + length;
    return this.#text.slice(start, this.#at);
  }

  #until(end: string): string {
    const stop = this.#text.indexOf(end, this.#at);
    if (stop < 0) this.#fail(`no ${end}`);
    const part = this.#text.slice(this.#at, stop);
    this.#at = stop + 1;
    return part;
  }

  #expect(tag: string): void {
    if (this.#text[this.#at++] !== tag) this.#fail(`no ${tag}`);
  }

  #fail(what: string): never {
    throw new InvariantError(`bad canonical text at ${this.#at}: ${what}`);
  }
}
