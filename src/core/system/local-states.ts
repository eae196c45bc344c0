import type { Address } from '../lab/index.js';
import type { LocalState } from './world.js';

/**
 * The states of a few nodes, by address, in the order they were added. Immutable: a run makes a
 * new one every step, which copying a Map would take most of.
 */
export class LocalStates implements ReadonlyMap<Address, LocalState> {
  static readonly none = new LocalStates([], []);

  readonly #addresses: readonly Address[];
  readonly #states: readonly LocalState[];

  private constructor(addresses: readonly Address[], states: readonly LocalState[]) {
    this.#addresses = addresses;
    this.#states = states;
  }

  static of(states: ReadonlyMap<Address, LocalState>): LocalStates {
    if (states instanceof LocalStates) return states;
    return new LocalStates([...states.keys()], [...states.values()]);
  }

  get size(): number {
    return this.#addresses.length;
  }

  has(address: Address): boolean {
    return this.#addresses.includes(address);
  }

  get(address: Address): LocalState | undefined {
    return this.#states[this.#addresses.indexOf(address)];
  }

  /** With this state of a node, of one that is not there yet at the end. */
  with(address: Address, state: LocalState): LocalStates {
    const index = this.#addresses.indexOf(address);
    if (index < 0) {
      return new LocalStates([...this.#addresses, address], [...this.#states, state]);
    }
    const states = this.#states.slice();
    states[index] = state;
    return new LocalStates(this.#addresses, states);
  }

  without(address: Address): LocalStates {
    const index = this.#addresses.indexOf(address);
    if (index < 0) return this;
    return new LocalStates(this.#addresses.toSpliced(index, 1), this.#states.toSpliced(index, 1));
  }

  keys(): MapIterator<Address> {
    return this.#addresses.values();
  }

  values(): MapIterator<LocalState> {
    return this.#states.values();
  }

  entries(): MapIterator<[Address, LocalState]> {
    const states = this.#states;
    return this.#addresses
      .map((address, i): [Address, LocalState] => [address, states[i] as LocalState])
      .values();
  }

  [Symbol.iterator](): MapIterator<[Address, LocalState]> {
    return this.entries();
  }

  forEach(
    each: (state: LocalState, address: Address, all: ReadonlyMap<Address, LocalState>) => void,
  ): void {
    for (const [address, state] of this) each(state, address, this);
  }
}
