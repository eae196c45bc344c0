import { EFFECT_FAULT, type CellArrays } from './cell-arrays.js';
import {
  CONTROL_NEXT,
  CONTROL_PROGRESS,
  NOTE,
  NOTE_END,
  NOTE_FROM,
  NOTE_NEAREST,
  NOTE_PROGRESS_HIGH,
  NOTE_PROGRESS_LOW,
  NOTE_ROUND,
  NOTE_TRANSITIONS,
  ROUND_CHUNKS,
  type CrewRound,
} from './crew-protocol.js';
import { CHUNK, Expander } from './expander.js';
import { PairMap } from './pair-map.js';
import { hashPair, PairTable } from './pair-table.js';
import { treeShape } from './state-tree.js';
import {
  rawEntries,
  SUCCESSOR,
  SUCCESSOR_FLAGS_SHIFT,
  SUCCESSOR_RAW,
  SUCCESSOR_UNKNOWN,
} from './successors.js';

/** What makes a successor one that is not looked up: it is kept as it is. */
const KEEP = (EFFECT_FAULT | SUCCESSOR_RAW | SUCCESSOR_UNKNOWN) << SUCCESSOR_FLAGS_SHIFT;
const RAW = SUCCESSOR_RAW << SUCCESSOR_FLAGS_SHIFT;

/** As far as a progress is split into two integers. */
export const PROGRESS_BASE = 1_000_000;

/**
 * Expands chunks of a round by reading alone, and leaves out successors that are known to have
 * been visited. Any number of these work at the same time, each with its own output.
 */
export class ChunkReader {
  readonly #control: Int32Array;
  readonly #notes: Int32Array;
  readonly #output: Int32Array;
  readonly #leaves: number;
  readonly #cells: CellArrays;
  readonly #inner = PairTable.reader();
  readonly #visited = PairTable.reader();
  readonly #expander: Expander;
  #end = 0;
  /** Keeps the loads that warm the cache from being optimised away. */
  touched = 0;

  constructor(control: Int32Array, notes: Int32Array, output: Int32Array, leaves: number) {
    this.#control = control;
    this.#notes = notes;
    this.#output = output;
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

  /** Expands chunks of the round until all are taken. */
  work(round: CrewRound, number: number): void {
    this.#inner.read(round.inner);
    this.#visited.read(round.visited);
    this.#cells.data = round.cells.data;
    this.#cells.lists = round.cells.lists;
    this.#cells.advances.read(round.cells.advances);
    this.#cells.diffs.read(round.cells.diffs);
    this.#end = 0;
    for (;;) {
      const chunk = Atomics.add(this.#control, CONTROL_NEXT, 1);
      const first = round.first + chunk * CHUNK;
      if (chunk >= ROUND_CHUNKS || first > round.last) return;
      if (!this.#expand(round, chunk, first, number)) return;
      Atomics.add(this.#control, CONTROL_PROGRESS, 1);
    }
  }

  /** Expands one chunk; not if there is no room for what comes of it. */
  #expand(round: CrewRound, chunk: number, first: number, number: number): boolean {
    const expander = this.#expander;
    const last = Math.min(first + CHUNK - 1, round.last);
    expander.clear();
    expander.progress = -1;
    expander.decode(first, last, round.level);
    expander.expand(first, last, round.level, round.diamonds);
    const from = this.#end;
    if (from + expander.end > this.#output.length) return false;
    this.#touch();
    this.#keepNew();
    const notes = this.#notes;
    const at = chunk * NOTE;
    notes[at + NOTE_FROM] = from;
    notes[at + NOTE_END] = this.#end;
    notes[at + NOTE_TRANSITIONS] = expander.transitions;
    notes[at + NOTE_NEAREST] = expander.nearest;
    notes[at + NOTE_PROGRESS_HIGH] = Math.floor(expander.progress / PROGRESS_BASE);
    notes[at + NOTE_PROGRESS_LOW] = expander.progress % PROGRESS_BASE;
    Atomics.store(notes, at + NOTE_ROUND, number);
    return true;
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

  #keepNew(): void {
    const { successors, end } = this.#expander;
    const output = this.#output;
    const visited = this.#visited;
    const cells = rawEntries(this.#leaves) * SUCCESSOR;
    let kept = this.#end;
    for (let at = 0; at < end; at += SUCCESSOR) {
      const a = successors[at] as number;
      const b = successors[at + 1] as number;
      const head = successors[at + 3] as number;
      if ((head & KEEP) === 0 && visited.find(a, b) !== 0) continue;
      output[kept] = a;
      output[kept + 1] = b;
      output[kept + 2] = successors[at + 2] as number;
      output[kept + 3] = head;
      kept += SUCCESSOR;
      if ((head & RAW) === 0) continue;
      for (let i = 0; i < cells; i++) output[kept++] = successors[at + SUCCESSOR + i] as number;
      at += cells;
    }
    this.#end = kept;
  }
}
