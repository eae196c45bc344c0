import { grownInts, MemoryExhausted, reserveAbout, reserveInts } from '../memory.js';

const { imul } = Math;

/** The index grows when it is fuller than this. */
const LOAD_MAX = 0.7;
/** Above this many slots the index grows in smaller steps, to stay dense. */
const SLOTS_LARGE = 1 << 24;
/** The growth factor below that: fewer rebuilds, or a small index that stays in the cache. */
export type IndexGrowth = 2 | 4;
/** If the maximum size is at most this many times the next size, the index grows to the maximum. */
const REACH = 4;
/** With more ids than this, memory for all is reserved, so that no large copy is left behind. */
const IDS_MANY = 1 << 18;
/** How many ids to look up together, so that their cache misses overlap. */
const BATCH = 256;

/** Mixes two integers into one whose bits are all well distributed. */
export function hashPair(a: number, b: number): number {
  let h = imul(a, 0x9e3779b1) ^ imul(b ^ (b >>> 15), 0x85ebca6b);
  h = imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}

/** What another thread needs to read a table. */
export interface PairTableView {
  readonly pairs: Int32Array;
  readonly index: Int32Array;
  readonly slots: number;
  readonly idBits: number;
}

/**
 * Numbers pairs of integers, from 1 in insertion order. It is exact: the pairs are in a dense
 * array, 8 bytes each, and a slot of the open-addressing index holds a number and, in the remaining
 * bits, a tag of the pair's hash, so that a wrong slot is seldom followed.
 */
export class PairTable {
  /** Pair `id` at `2 * id`. */
  pairs: Int32Array;
  /** 0 is an empty slot. */
  index: Int32Array;
  slots: number;
  idBits: number;
  /** The last number assigned. */
  count = 0;
  #limit: number;
  readonly #shared: boolean;
  readonly #idsMax: number;
  readonly #growth: IndexGrowth;
  readonly #hashes = new Int32Array(BATCH);
  /** Keeps the loads that warm the cache from being optimised away. */
  touched = 0;

  constructor(slots: number, idsMax: number, shared: boolean, growth: IndexGrowth) {
    this.#growth = growth;
    this.#shared = shared;
    this.#idsMax = idsMax;
    this.slots = slots;
    this.#limit = Math.floor(slots * LOAD_MAX);
    this.idBits = idBitsFor(this.#limit);
    this.pairs = reserveInts(Math.min(slots, idsMax + 1) * 2, shared);
    this.index = reserveInts(slots, shared);
  }

  /** A table that only reads another thread's, once it is given that. */
  static reader(): PairTable {
    return new PairTable(1, 1, false, 2);
  }

  /** From now on, reads this table. */
  read(view: PairTableView): void {
    this.pairs = view.pairs;
    this.index = view.index;
    this.slots = view.slots;
    this.idBits = view.idBits;
  }

  /** The pair's number, or 0. */
  find(a: number, b: number): number {
    const { index, pairs, slots, idBits } = this;
    const idMask = -1 >>> (32 - idBits);
    const hash = hashPair(a, b);
    let slot = ((hash >>> 0) * (slots / 4294967296)) | 0;
    for (;;) {
      const entry = index[slot] as number;
      if (entry === 0) return 0;
      if ((entry ^ (hash << idBits)) >>> idBits === 0) {
        const id = entry & idMask;
        if (pairs[id * 2] === a && pairs[id * 2 + 1] === b) return id;
      }
      if (++slot === slots) slot = 0;
    }
  }

  /** Numbers a pair that is not in the table yet. */
  insert(a: number, b: number): number {
    if (this.count >= this.#limit) this.#growIndex();
    this.ensure(1);
    const id = ++this.count;
    const { pairs, index, slots, idBits } = this;
    pairs[id * 2] = a;
    pairs[id * 2 + 1] = b;
    const hash = hashPair(a, b);
    let slot = ((hash >>> 0) * (slots / 4294967296)) | 0;
    while (index[slot] !== 0) if (++slot === slots) slot = 0;
    index[slot] = id | (hash << idBits);
    return id;
  }

  /** Makes room for `more` pairs, so that `pairs` stays the same array until then. */
  ensure(more: number): void {
    const needed = (this.count + more + 1) * 2;
    if (needed <= this.pairs.length) return;
    if (this.count + more > this.#idsMax) throw new MemoryExhausted();
    const most = (this.#idsMax + 1) * 2;
    const length = this.count > IDS_MANY ? most : Math.min(needed * 8, most);
    this.pairs = grownInts(this.pairs, (this.count + 1) * 2, length, needed);
  }

  /** Grows the index as far as `more` pairs need, so that it stays the same until then. */
  ensureIndex(more: number): void {
    while (this.#countAfter(more) > this.#limit) this.#growIndex();
  }

  view(): PairTableView {
    const { pairs, index, slots, idBits } = this;
    return { pairs, index, slots, idBits };
  }

  /** Bytes that the next growth of the index will add; 0 if more than `more` pairs fit. */
  growthBytes(more: number): number {
    return this.#countAfter(more) <= this.#limit ? 0 : (this.#nextSlots() - this.slots) * 4;
  }

  #countAfter(more: number): number {
    return Math.min(this.count + more, this.#idsMax);
  }

  #nextSlots(): number {
    const isLarge = this.slots >= SLOTS_LARGE;
    const next = isLarge ? Math.floor(this.slots * 1.5) : this.slots * this.#growth;
    // If the maximum is within reach, grow to it at once and save the last and longest rebuild.
    const most = Math.ceil((this.#idsMax + 1) / LOAD_MAX);
    return most > this.slots && most <= next * REACH ? most : next;
  }

  #slotsMax(): number {
    return Math.ceil((this.#idsMax + 1) / LOAD_MAX) * 4;
  }

  #growIndex(): void {
    const slots = this.#nextSlots();
    if (slots > this.index.length) {
      const most = this.#slotsMax();
      const length = this.count > IDS_MANY ? most : Math.min(slots * 8, most);
      this.index = reserveAbout(length, slots, this.#shared);
    } else {
      clear(this.index, slots);
    }
    this.slots = slots;
    this.#limit = Math.floor(slots * LOAD_MAX);
    this.idBits = idBitsFor(this.#limit);
    for (let id = 1; id <= this.count; id += BATCH) {
      this.#reindex(id, Math.min(id + BATCH, this.count + 1));
    }
  }

  /** A separate function that is called often, so that it is compiled well. */
  #reindex(from: number, to: number): void {
    const { pairs, index, slots, idBits } = this;
    const hashes = this.#hashes;
    const scale = slots / 4294967296;
    let touched = 0;
    for (let id = from; id < to; id++) {
      const hash = hashPair(pairs[id * 2] as number, pairs[id * 2 + 1] as number);
      hashes[id - from] = hash;
      touched ^= index[((hash >>> 0) * scale) | 0] as number;
    }
    this.touched = touched;
    for (let id = from; id < to; id++) {
      const hash = hashes[id - from] as number;
      let slot = ((hash >>> 0) * scale) | 0;
      while (index[slot] !== 0) if (++slot === slots) slot = 0;
      index[slot] = id | (hash << idBits);
    }
  }
}

/** `fill` takes a second for a shared array of 100 MB; this does not. */
function clear(ints: Int32Array, end: number): void {
  for (let at = 0; at < end; at++) ints[at] = 0;
}

function idBitsFor(limit: number): number {
  return 32 - Math.clz32(limit + 1);
}
