// Captured at load: a locked-down realm watches the methods that a lab calls (see `box/lockdown`).
const { get: sizeOfMap } = descriptorOf(Map.prototype, 'size');
const { get: sizeOfSet } = descriptorOf(Set.prototype, 'size');
const { entries, set: setEntry } = Map.prototype;
const { values, add: addItem } = Set.prototype;

function descriptorOf(object: object, key: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(object, key) ?? {};
}

/** The entries of a Map, in order, whatever its class makes of iterating. */
export function entriesOf(map: object): MapIterator<[unknown, unknown]> {
  return entries.call(map as Map<unknown, unknown>);
}

/** The items of a Set, in order, whatever its class makes of iterating. */
export function itemsOf(set: object): SetIterator<unknown> {
  return values.call(set as Set<unknown>);
}

/** How many entries a Map or Set has, whatever its class makes of `size`. */
export function entryCount(collection: object): number {
  const get = collection instanceof Map ? sizeOfMap : sizeOfSet;
  return get?.call(collection) as number;
}

/**
 * Whether equal contents can be put into one order: what a Map or Set of objects holds is known by
 * identity, so that it keeps its own.
 */
export function isSortable(collection: object): boolean {
  if (collection instanceof Map) {
    for (const [key] of entriesOf(collection)) if (isObject(key)) return false;
  } else {
    for (const item of itemsOf(collection)) if (isObject(item)) return false;
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Where a collection stands: in a field of an instance of a class, or it is the instance. */
export function collectionPlace(classId: string, field: string): string {
  return field === '' ? classId : `${classId}.${field}`;
}

/**
 * What became of the order of Maps and Sets on the way through text, in one call of a handler. A
 * collection is known by its place: the class and the field in which it stands, however deep, as
 * `7.pending`. Only places that are `kept` keep the order; everywhere else a text has the entries
 * sorted. That cannot be told as long as nobody reads an order that was lost: {@link read} says if
 * somebody did.
 */
export class OrderWatch {
  /**
   * The place of the first collection whose order was read although it had been lost. What happens
   * after that in the same call may be wrong, so that no further ones are noted.
   */
  read: string | undefined;
  readonly #kept: readonly string[];
  /** Collections whose order was lost, with their places; most calls meet none. */
  #lost: Map<object, string> | undefined;

  constructor(kept: readonly string[]) {
    this.#kept = kept;
  }

  isKept(place: string): boolean {
    return this.#kept.includes(place);
  }

  /** Such a collection was read from a text, in this field of an instance of this class. */
  decoded(collection: object, classId: string, field: string): void {
    if (entryCount(collection) < 2) return;
    const place = collectionPlace(classId, field);
    if (!this.isKept(place) && isSortable(collection)) this.#note(collection, place);
  }

  /** One has the entries of another now, in the same order. */
  copied(from: object, to: object): void {
    const place = this.#lost?.get(from);
    if (place !== undefined) this.#note(to, place);
  }

  /** A whole value was copied, so that equal parts of both are met in the same order. */
  copiedThrough(from: unknown, to: unknown): void {
    if (this.#lost === undefined || !isObject(from)) return;
    const copies = new Map([[from, to]]);
    for (const [object, copy] of copies) {
      if (!isObject(copy)) continue;
      this.copied(object, copy);
      const parts = partsOf(copy);
      for (const part of partsOf(object)) {
        const { value } = parts.next();
        if (isObject(part) && !copies.has(part)) copies.set(part, value);
      }
    }
  }

  isLost(value: unknown): boolean {
    return isObject(value) && this.#lost?.has(value) === true;
  }

  /** Fills an empty collection with the entries of another of its kind. */
  copy(from: object, to: object): void {
    if (to instanceof Map) for (const [key, item] of entriesOf(from)) setEntry.call(to, key, item);
    else for (const item of itemsOf(from)) addItem.call(to as Set<unknown>, item);
    this.copied(from, to);
  }

  #note(collection: object, place: string): void {
    this.#lost ??= new Map();
    this.#lost.set(collection, place);
  }

  /** Somebody looks at the order of a collection. One entry alone has none. */
  looked(collection: object): void {
    const place = this.#lost?.get(collection);
    if (place !== undefined && entryCount(collection) > 1) this.read ??= place;
  }

  /** Somebody may look at the orders of all collections in a value. */
  lookedThrough(value: unknown): void {
    if (this.#lost === undefined || !isObject(value)) return;
    const met = new Set([value]);
    for (const object of met) {
      this.looked(object);
      for (const part of partsOf(object)) if (isObject(part)) met.add(part);
    }
  }
}

/** What a collection or another object holds. */
function* partsOf(object: object): Generator<unknown, undefined> {
  if (ArrayBuffer.isView(object)) return;
  if (object instanceof Map) for (const entry of entriesOf(object)) yield* entry;
  if (object instanceof Set) yield* itemsOf(object);
  for (const key of Object.keys(object)) {
    yield Object.getOwnPropertyDescriptor(object, key)?.value;
  }
}

/** Who watches what the code that runs in this thread does. */
let watch: OrderWatch | undefined;

/** Runs a piece of a lab's code during which reading a lost order is noted. */
export function watching<T>(by: OrderWatch | undefined, run: () => T): T {
  watch = by;
  try {
    return run();
  } finally {
    watch = undefined;
  }
}

/** The watch that is kept now. */
export function orderWatch(): OrderWatch | undefined {
  return watch;
}
