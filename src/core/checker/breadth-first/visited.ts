import { EFFECT_FAULT, EFFECT_TOUCHES } from '../interned/cell-arrays.js';
import type { Frontier } from './frontier.js';
import { hashPair, PairTable } from '../interned/pair-table.js';
import { SUCCESSOR, SUCCESSOR_FLAGS_SHIFT } from './successors.js';

const NODE = (1 << SUCCESSOR_FLAGS_SHIFT) - 1;
const FAULT = EFFECT_FAULT << SUCCESSOR_FLAGS_SHIFT;
const TOUCHES = EFFECT_TOUCHES << SUCCESSOR_FLAGS_SHIFT;

/** States are numbered with at most this many bits; four more of a slot tag the hash. */
const STATES_MAX = 2 ** 28 - 2;
/** The minimum size of a state: its root pair, and its share of an index at its fullest. */
const STATE_BYTES_LEAST = 13;
const STATES_LEAST = 1024;

/**
 * The states seen, by their root pairs, numbered in insertion order: the numbers are the queue of a
 * breadth-first search.
 */
export class Visited {
  readonly table: PairTable;
  /** The maximum number of states it holds. */
  readonly capacity: number;
  /** Whether there was no room for a new state. */
  isFull = false;
  #hashes = new Int32Array(4096);
  /** Keeps the loads of {@link touch} from being optimised away. */
  touched = 0;

  constructor(statesMax: number, memoryMaxBytes: number, shared: boolean) {
    const fitting = Math.max(STATES_LEAST, Math.floor(memoryMaxBytes / STATE_BYTES_LEAST));
    this.capacity = Math.min(statesMax, STATES_MAX, fitting);
    this.table = new PairTable(1024, this.capacity, shared, 4);
  }

  get count(): number {
    return this.table.count;
  }

  /** Looks at the slots of all successors at once, so that their cache misses overlap. */
  touch(successors: Int32Array, from: number, end: number): void {
    const count = (end - from) / SUCCESSOR;
    if (count > this.#hashes.length) this.#hashes = new Int32Array(count * 2);
    const hashes = this.#hashes;
    const { index, slots } = this.table;
    const scale = slots / 4294967296;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const at = from + i * SUCCESSOR;
      const hash = hashPair(successors[at] as number, successors[at + 1] as number);
      hashes[i] = hash;
      touched ^= index[((hash >>> 0) * scale) | 0] as number;
    }
    this.touched ^= touched;
  }

  /**
   * Adds successors to the visited states and the frontier, from offset `start` on, until one is
   * notable: an exception; or new and to be evaluated; or new and one too many, which is not added.
   * Returns its offset, or `end`. {@link touch} was called for all from `touchedFrom` to `end`.
   */
  add(
    successors: Int32Array,
    start: number,
    end: number,
    touchedFrom: number,
    statesMax: number,
    frontier: Frontier,
  ): number {
    const { table } = this;
    const { index, pairs, slots, idBits } = table;
    const hashes = this.#hashes;
    const scale = slots / 4294967296;
    const idMask = -1 >>> (32 - idBits);
    let count = table.count;
    let at = start;
    for (; at < end; at += SUCCESSOR) {
      const head = successors[at + 3] as number;
      if ((head & FAULT) !== 0) break;
      const a = successors[at] as number;
      const b = successors[at + 1] as number;
      const hash = hashes[(at - touchedFrom) / SUCCESSOR] as number;
      const tag = hash << idBits;
      let slot = ((hash >>> 0) * scale) | 0;
      let entry = index[slot] as number;
      while (entry !== 0) {
        if ((entry ^ tag) >>> idBits === 0) {
          const id = entry & idMask;
          if (pairs[id * 2] === a && pairs[id * 2 + 1] === b) break;
        }
        if (++slot === slots) slot = 0;
        entry = index[slot] as number;
      }
      if (entry !== 0) continue;
      if (count >= statesMax) {
        this.isFull = true;
        break;
      }
      const id = ++count;
      pairs[id * 2] = a;
      pairs[id * 2 + 1] = b;
      index[slot] = id | tag;
      frontier.push(successors[at + 2] as number, head & NODE);
      if ((head & TOUCHES) !== 0) break;
    }
    table.count = count;
    return at;
  }
}
