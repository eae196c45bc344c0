// Captured at load: a locked-down realm watches the methods that a lab calls (see `box/lockdown`).
const { get: sizeOfMap } = descriptorOf(Map.prototype, 'size');
const { get: sizeOfSet } = descriptorOf(Set.prototype, 'size');
const { entries, set: setEntry } = Map.prototype;
const { values, add: addItem } = Set.prototype;

function descriptorOf(object: object, key: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(object, key) ?? {};
}

/** The entries of a Map, in order, even if its class overrides iteration. */
export function entriesOf(map: object): MapIterator<[unknown, unknown]> {
  return entries.call(map as Map<unknown, unknown>);
}

/** The items of a Set, in order, even if its class overrides iteration. */
export function itemsOf(set: object): SetIterator<unknown> {
  return values.call(set as Set<unknown>);
}

/** How many entries a Map or Set has, even if its class overrides `size`. */
export function entryCount(collection: object): number {
  const get = collection instanceof Map ? sizeOfMap : sizeOfSet;
  return get?.call(collection) as number;
}

/**
 * Whether equal contents can be sorted into one order: a Map or Set of objects knows them by
 * identity, and so keeps its own order.
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

/** Where a collection is: in a field of a class's instance, or it is the instance. */
export function collectionPlace(classId: string, field: string): string {
  return field === '' ? classId : `${classId}.${field}`;
}

/**
 * Which Maps and Sets lost their order on the way through text, during one call of a handler. A
 * collection is identified by its place: the class and the field that hold it, however deep, as in
 * `7.pending`. Only places that are `kept` keep the order; everywhere else a text has the entries
 * sorted. Nobody can notice as long as no lost order is read: {@link read} says whether one was.
 */
export class OrderWatch {
  /**
   * The place of the first collection whose order was read although it had been lost. Anything
   * later in the same call may be wrong, so no further places are recorded.
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

  /** A collection that lost its order was decoded, in this field of an instance of this class. */
  decoded(collection: object, classId: string, field: string): void {
    if (entryCount(collection) < 2) return;
    const place = collectionPlace(classId, field);
    if (!this.isKept(place) && isSortable(collection)) this.#note(collection, place);
  }

  /** One collection now has the entries of another, in the same order. */
  copied(from: object, to: object): void {
    const place = this.#lost?.get(from);
    if (place !== undefined) this.#note(to, place);
  }

  /** A whole value was copied, so walks of both meet corresponding parts in the same order. */
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

  /** Code looks at the order of a collection. A single entry has no order. */
  looked(collection: object): void {
    const place = this.#lost?.get(collection);
    if (place !== undefined && entryCount(collection) > 1) this.read ??= place;
  }

  /** Code may look at the order of every collection in a value. */
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

/** The watch on the code that runs in this thread. */
let watch: OrderWatch | undefined;

/** Runs a piece of a lab's code and records whether it reads a lost order. */
export function watching<T>(by: OrderWatch | undefined, run: () => T): T {
  watch = by;
  try {
    return run();
  } finally {
    watch = undefined;
  }
}

/** The current watch. */
export function orderWatch(): OrderWatch | undefined {
  return watch;
}
