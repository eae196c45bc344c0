import type { Address } from '../../../index.js';
import { Ping, ViewReply } from '../given/lab2.js';
import type { ActingStep } from '../../../testing.js';
import { objectsIn, textOf } from './contents.js';
import type { PlainStore } from './plain-store.js';
import { StoreClass, type PlacedStore } from './store-class.js';

type Stores = ReadonlyMap<string, PlacedStore>;

/** The store that a server works with: where it is in the state, and all stores there. */
interface Used {
  readonly state: object;
  readonly path: string | undefined;
  readonly stores: Stores;
}

/**
 * Which store each server works with. A state may hold another one: the store that the server was
 * made with and has left behind, or a copy of it that is on its way to somebody. What is in use is
 * what operations and transfers change.
 */
export class StoreInUse {
  readonly #class: StoreClass;
  readonly #plain: PlainStore | undefined;
  readonly #used = new Map<Address, Used>();
  readonly #servers = new Set<Address>();

  /** @param plain the store of a lab that has no class for it */
  constructor(nameOf: (value: object) => string, plain?: PlainStore) {
    this.#class = new StoreClass(nameOf);
    this.#plain = plain;
  }

  /**
   * Takes the next step.
   *
   * @returns whether its node works with another store than was thought before
   */
  see(step: ActingStep): boolean {
    const { node, effects } = step;
    this.#class.see(effects);
    if (effects.sends.some(({ message }) => message instanceof Ping)) this.#servers.add(node);
    if (effects.state === undefined) return false;
    const stores = this.#allIn(effects.state);
    const before = this.#used.get(node);
    const path = before === undefined ? firstOf(stores) : this.#pathAfter(step, before, stores);
    this.#used.set(node, { state: effects.state, path, stores });
    return before !== undefined && before.path !== path;
  }

  /**
   * The store in a message, as text.
   *
   * @param held what the store of its receiver holds
   */
  carriedBy(message: object, held: string): string | undefined {
    if (this.#plain !== undefined) return this.#plain.carriedBy(message, held);
    for (const object of objectsIn(message)) if (this.#class.has(object)) return textOf(object);
    return undefined;
  }

  /** The store that a server works with, in a state of its. */
  in(state: object, server: Address): PlacedStore | undefined {
    const used = this.#used.get(server);
    const stores = used?.state === state ? used.stores : this.#allIn(state);
    const path = used?.path;
    return stores.get(path ?? '') ?? stores.get(firstOf(stores) ?? '');
  }

  #allIn(state: object): Stores {
    return (this.#plain ?? this.#class).allIn(state);
  }

  #pathAfter(
    step: ActingStep,
    { path = '', stores: before }: Used,
    stores: Stores,
  ): string | undefined {
    const own = stores.get(path);
    const isOnly = new Set([...stores.values()].map(({ store }) => store)).size < 2;
    if (isOnly) return own === undefined ? firstOf(stores) : path;
    const old = storeText(before.get(path));
    const others = [...stores].filter(([other]) => other !== path);
    if (own === undefined) {
      // What has moved is found by what it holds.
      return others.find(([, store]) => storeText(store) === old)?.[0] ?? firstOf(stores);
    }
    if (storeText(own) !== old || !this.#isWork(step)) return path;
    const changed = others.find(([other, store]) => {
      return before.has(other) && storeText(before.get(other)) !== storeText(store);
    });
    return changed?.[0] ?? path;
  }

  /** What a server executes for another one, or answers at once, it does for good. */
  #isWork(step: ActingStep): boolean {
    if (step.kind !== 'deliver' || step.message.message instanceof ViewReply) return false;
    const { from } = step.message;
    return this.#servers.has(from) || step.effects.sends.some(({ to }) => to === from);
  }
}

function firstOf(stores: Stores): string | undefined {
  const [first] = stores.keys();
  return first;
}

function storeText(placed: PlacedStore | undefined): string | undefined {
  return placed && textOf(placed.store);
}
