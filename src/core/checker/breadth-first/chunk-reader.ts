import { EFFECT_FAULT, type CellArrays } from '../interned/cell-arrays.js';
import {
  CHUNK_PARTLY,
  CHUNK_PLAIN,
  CHUNK_TOO_LARGE,
  NOTE,
  NOTE_END,
  NOTE_KIND,
  NOTE_NEAREST,
  NOTE_PROGRESS,
  NOTE_TRANSITIONS,
  SLOT_INTS,
  SLOTS,
  type ExpandOrder,
  type ExpandStart,
} from './expand-crew-protocol.js';
import { CHUNK, Expander } from './expander.js';
import { finish } from '../crew/crew-member.js';
import { storeProgress } from '../progress.js';
import { PairMap } from '../interned/pair-map.js';
import { hashPair, PairTable } from '../interned/pair-table.js';
import { treeShape } from './state-tree.js';
import {
  rawEntries,
  SUCCESSOR,
  SUCCESSOR_FLAGS_SHIFT,
  SUCCESSOR_RAW,
  SUCCESSOR_UNKNOWN,
} from './successors.js';

const RAW = SUCCESSOR_RAW << SUCCESSOR_FLAGS_SHIFT;
/** A successor that only the maker can complete. */
const PARTLY = RAW | (SUCCESSOR_UNKNOWN << SUCCESSOR_FLAGS_SHIFT);
/** A successor with any of these flags is not looked up, and is kept as it is. */
const KEEP = PARTLY | (EFFECT_FAULT << SUCCESSOR_FLAGS_SHIFT);

/**
 * Expands chunks by reading only; may leave out successors that are known to have been visited. Any
 * number of readers work at the same time, while the search adds their earlier results: a visited
 * state that they miss is merely found again.
 */
export class ChunkReader {
  readonly #control: Int32Array;
  readonly #notes: Int32Array;
  readonly #slots: Int32Array;
  readonly #leaves: number;
  readonly #cells: CellArrays;
  readonly #inner = PairTable.reader();
  readonly #visited = PairTable.reader();
  readonly #expander: Expander;
  #order: ExpandOrder | undefined;
  /** Keeps the loads that warm the cache from being optimised away. */
  touched = 0;

  constructor({ control, notes, slots, leaves }: Omit<ExpandStart, 'port' | 'window'>) {
    this.#control = control;
    this.#notes = notes;
    this.#slots = slots;
    this.#leaves = leaves;
    const none = new Int32Array(0);
    this.#cells = {
      data: none,
      lists: none,
      advances: PairMap.reader(),
      diffs: PairMap.reader(),
    };
    const shape = treeShape(leaves);
    this.#expander = new Expander(shape, this.#cells, this.#inner, this.#visited, undefined);
  }

  /** From now on, reads this level and these tables. */
  follow(order: ExpandOrder): void {
    this.#order = order;
    this.#inner.read(order.inner);
    this.#visited.read(order.visited);
    this.#cells.data = order.cells.data;
    this.#cells.lists = order.cells.lists;
    this.#cells.advances.read(order.cells.advances);
    this.#cells.diffs.read(order.cells.diffs);
  }

  /** Whether the chunk with this ticket belongs to the current level. */
  covers(ticket: number): boolean {
    return this.#order !== undefined && firstOf(ticket, this.#order) <= this.#order.last;
  }

  /** Expands the chunk with this ticket into its slot. */
  expand(ticket: number): void {
    const order = this.#order as ExpandOrder;
    const expander = this.#expander;
    const first = firstOf(ticket, order);
    const last = Math.min(first + CHUNK - 1, order.last);
    expander.clear();
    expander.progress = -1;
    expander.decode(first, last, order.level);
    expander.expand(first, last, order.level, order.diamonds);
    const fits = expander.end <= SLOT_INTS;
    if (fits && order.filters) this.#touch();
    const from = (ticket % SLOTS) * SLOT_INTS;
    const end = fits ? this.#keep(from, order.filters) : from;
    const notes = this.#notes;
    const at = (ticket % SLOTS) * NOTE;
    notes[at + NOTE_END] = end - from;
    notes[at + NOTE_TRANSITIONS] = expander.transitions;
    notes[at + NOTE_NEAREST] = expander.nearest;
    storeProgress(notes, at + NOTE_PROGRESS, expander.progress);
    if (!fits) notes[at + NOTE_KIND] = CHUNK_TOO_LARGE;
    else notes[at + NOTE_KIND] = this.#isPlain(from, end) ? CHUNK_PLAIN : CHUNK_PARTLY;
    finish(this.#control, SLOTS, ticket);
  }

  /** Looks at the slots of all successors at once, so that their cache misses overlap. */
  #touch(): void {
    const { successors, end } = this.#expander;
    const { index, slots } = this.#visited;
    const scale = slots / 4294967296;
    let touched = 0;
    for (let at = 0; at < end; at += SUCCESSOR) {
      const hash = hashPair(successors[at] as number, successors[at + 1] as number);
      touched ^= index[((hash >>> 0) * scale) | 0] as number;
    }
    this.touched ^= touched;
  }

  /** Copies successors, or those not known as visited, to the slot at `from`; returns the end. */
  #keep(from: number, filters: boolean): number {
    const { successors, end } = this.#expander;
    const output = this.#slots;
    const visited = this.#visited;
    const cells = rawEntries(this.#leaves) * SUCCESSOR;
    let kept = from;
    for (let at = 0; at < end; at += SUCCESSOR) {
      const a = successors[at] as number;
      const b = successors[at + 1] as number;
      const head = successors[at + 3] as number;
      if (filters && (head & KEEP) === 0 && visited.find(a, b) !== 0) continue;
      output[kept] = a;
      output[kept + 1] = b;
      output[kept + 2] = successors[at + 2] as number;
      output[kept + 3] = head;
      kept += SUCCESSOR;
      if ((head & RAW) === 0) continue;
      for (let i = 0; i < cells; i++) output[kept++] = successors[at + SUCCESSOR + i] as number;
      at += cells;
    }
    return kept;
  }

  #isPlain(from: number, end: number): boolean {
    for (let at = from; at < end; at += SUCCESSOR) {
      if (((this.#slots[at + 3] as number) & PARTLY) !== 0) return false;
    }
    return true;
  }
}

function firstOf(ticket: number, { ticket: base, first }: ExpandOrder): number {
  return first + (ticket - base) * CHUNK;
}
