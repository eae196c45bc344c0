import { reserveInts } from '../memory.js';

const { imul } = Math;

/**
 * A number for each of many pairs of integers. Key and value are side by side, so that a lookup
 * costs one cache line. Values are never 0.
 */
export class PairMap {
  /** Four integers per slot: the pair, its value, and one unused. */
  entries: Int32Array;
  mask: number;
  /** The shift that keeps the highest bits of a hash, as many as the mask has. */
  shift: number;
  #count = 0;
  readonly #shared: boolean;

  constructor(slots: number, shared: boolean) {
    this.#shared = shared;
    this.mask = slots - 1;
    this.shift = shiftFor(slots);
    this.entries = reserveInts(slots * 4, shared);
  }

  /** A map that only reads another thread's, once it is given that. */
  static reader(): PairMap {
    return new PairMap(2, false);
  }

  /** From now on, reads the entries of another map. */
  read(entries: Int32Array): void {
    this.entries = entries;
    this.mask = entries.length / 4 - 1;
    this.shift = shiftFor(entries.length / 4);
  }

  /** The pair's value, or 0. */
  get(a: number, b: number): number {
    const { entries, mask, shift } = this;
    let slot = (imul(a, 0x9e3779b1) + imul(b, 0x85ebca6b)) >>> shift;
    for (;;) {
      const at = slot * 4;
      const value = entries[at + 2] as number;
      if (value === 0 || (entries[at] === a && entries[at + 1] === b)) return value;
      slot = (slot + 1) & mask;
    }
  }

  /** Sets the value of a pair that has none. */
  set(a: number, b: number, value: number): void {
    if (++this.#count > (this.mask + 1) * 0.6) this.#grow();
    this.#put(a, b, value);
  }

  #put(a: number, b: number, value: number): void {
    const { entries, mask, shift } = this;
    let slot = (imul(a, 0x9e3779b1) + imul(b, 0x85ebca6b)) >>> shift;
    while (entries[slot * 4 + 2] !== 0) slot = (slot + 1) & mask;
    entries[slot * 4] = a;
    entries[slot * 4 + 1] = b;
    // Other threads may read the pair, and whatever the value refers to, as soon as they see this.
    if (this.#shared) Atomics.store(entries, slot * 4 + 2, value);
    else entries[slot * 4 + 2] = value;
  }

  #grow(): void {
    const old = this.entries;
    const slots = (this.mask + 1) * 4;
    this.entries = reserveInts(slots * 4, this.#shared);
    this.mask = slots - 1;
    this.shift = shiftFor(slots);
    for (let at = 0; at < old.length; at += 4) {
      const value = old[at + 2] as number;
      if (value !== 0) this.#put(old[at] as number, old[at + 1] as number, value);
    }
  }
}

/** For a power of two, at least 2. */
function shiftFor(slots: number): number {
  return 1 + Math.clz32(slots);
}
