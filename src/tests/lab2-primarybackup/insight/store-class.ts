import { Command } from '../../../index.js';
import { Ping, View } from '../given/lab2.js';
import type { StoryEffects } from '../../../testing.js';
import { objectsIn, partsByPath } from './contents.js';

/** A store in a node's state. */
export interface PlacedStore {
  readonly store: object;
  /** What it is kept in, when that is not the node itself: an at-most-once application. */
  readonly around: object | undefined;
}

/** The name under which a lab exports its store, and usually the name of its class. */
const EXPORTED_AS = 'KVStore';

/**
 * The class of a lab's store: the one with the exported name; or, since an export may be renamed,
 * the only class of objects in a server's state that contain no other objects.
 */
export class StoreClass {
  readonly #nameOf: (value: object) => string | undefined;
  #name: string | undefined;

  /** @param nameOf the name of an object's class; empty for plain data */
  constructor(nameOf: (value: object) => string) {
    this.#nameOf = (value) => (isPlain(value) ? undefined : nameOf(value));
  }

  /** Takes what a node did; a node that pings is a server. */
  see({ state, sends }: StoryEffects): void {
    const isServer = sends.some(({ message }) => message instanceof Ping);
    if (this.#name !== undefined || state === undefined || !isServer) return;
    const names = new Set<string>();
    for (const object of this.#innermostIn(state)) names.add(this.#nameOf(object) ?? '');
    const [only, ...others] = names;
    if (names.has(EXPORTED_AS)) this.#name = EXPORTED_AS;
    else if (others.length === 0) this.#name = only;
  }

  /** Whether it has the name under which a store is exported, so that there is no doubt. */
  get isCertain(): boolean {
    return this.#name === EXPORTED_AS;
  }

  has(value: unknown): value is object {
    if (typeof value !== 'object' || value === null) return false;
    return this.#nameOf(value) === (this.#name ?? EXPORTED_AS);
  }

  /** Every store in a node's state, by where it is: `amo.application`. */
  allIn(state: object): Map<string, PlacedStore> {
    const stores = new Map<string, PlacedStore>();
    for (const { path, part, around } of partsByPath(state, (one) => this.has(one))) {
      if (this.has(part))
        stores.set(path, { store: part, around: around === state ? undefined : around });
    }
    return stores;
  }

  *#innermostIn(state: object): Generator<object> {
    for (const object of objectsIn(state)) {
      if (object === state || !this.#isOfLab(object)) continue;
      const parts = [...objectsIn(object)].filter((part) => part !== object);
      if (!parts.some((part) => this.#isOfLab(part))) yield object;
    }
  }

  #isOfLab(value: object): boolean {
    const isGiven = value instanceof View || value instanceof Command;
    return !isGiven && this.#nameOf(value) !== undefined;
  }
}

/** Whether an object has no class of its own. */
export function isPlain(value: object): boolean {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
