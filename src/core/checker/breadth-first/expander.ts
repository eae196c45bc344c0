import {
  CELL,
  CELL_ALL,
  CELL_EVENTS,
  CELL_KEPT,
  CELL_PROGRESS,
  EFFECT_FAULT,
  EFFECT_SENDS_SHIFT,
  EFFECT_TOUCHES,
  NO_EFFECT_LIST,
  type CellArrays,
} from '../interned/cell-arrays.js';
import { PRUNED, type Level } from './frontier.js';
import { grownInts, reserveInts } from '../memory.js';
import type { PairTable } from '../interned/pair-table.js';
import { decodeTree, type TreeShape } from './state-tree.js';
import {
  rawEntries,
  SUCCESSOR,
  SUCCESSOR_FLAGS_SHIFT,
  SUCCESSOR_RAW,
  SUCCESSOR_UNKNOWN,
} from './successors.js';

/** States expanded together: few enough for the cache, enough to share one call to the lab. */
export const CHUNK = 256;

/** Lines in the cache of inner pairs, a power of two, and how far a hash is shifted. */
const RECENT = 8192;
const RECENT_SHIFT = 32 - Math.log2(RECENT);

const { imul } = Math;

/** Makes what expanding lacks; only one thread may. */
export interface Maker {
  advance(cell: number, set: number): number;
  diff(before: number, cell: number): number;
}

/**
 * Expands states: finds the successors that diamond pruning leaves, as root pairs.
 *
 * Without a maker it only reads, as the helping threads do while the maker may be at work: a
 * successor with a new inner pair is then given by its cells, and a state that lacks anything else
 * is returned unexpanded. The maker publishes what it makes by a final atomic store; anything read
 * too early, or from an array that has moved, counts as missing.
 */
export class Expander {
  /** The successors of the last {@link expand}, {@link SUCCESSOR} integers each. */
  successors: Int32Array = reserveInts(CHUNK * 16, false);
  /** How many integers of `successors` are used. */
  end = 0;
  /** How many events may happen in the states expanded last. */
  transitions = 0;
  /** The state that got furthest so far, and how far: first by results, then by messages. */
  nearest = 1;
  progress = -1;
  readonly #shape: TreeShape;
  readonly #cells: CellArrays;
  readonly #maker: Maker | undefined;
  readonly #inner: PairTable;
  readonly #visited: PairTable;
  /** The states of the chunk, all slots of their trees. */
  readonly #slots: Int32Array;
  /** The slots of the successor being made. */
  readonly #next: Int32Array;
  /** The slots of the state's parent, and its number. */
  readonly #parent: Int32Array;
  #parentState = 0;
  /** Whether something is missing for the state being expanded. */
  #isMissing = false;
  /** Recently looked-up inner pairs, with their numbers: small enough for the first-level cache. */
  readonly #recent = new Int32Array(4 * RECENT);

  constructor(
    shape: TreeShape,
    cells: CellArrays,
    inner: PairTable,
    visited: PairTable,
    maker: Maker | undefined,
  ) {
    this.#shape = shape;
    this.#cells = cells;
    this.#maker = maker;
    this.#inner = inner;
    this.#visited = visited;
    this.#slots = new Int32Array(CHUNK * shape.width);
    this.#next = new Int32Array(shape.width);
    this.#parent = new Int32Array(shape.width);
  }

  /** Reads the states `first` to `last` and returns the cells whose effects are not known yet. */
  decode(first: number, last: number, level: Level): number[] {
    const { leaves, width } = this.#shape;
    const { data } = this.#cells;
    const slots = this.#slots;
    const innerPairs = this.#inner.pairs;
    const roots = this.#visited.pairs;
    const unknown: number[] = [];
    for (let state = first; state <= last; state++) {
      const at = (state - first) * width;
      const a = roots[state * 2] as number;
      const b = roots[state * 2 + 1] as number;
      decodeTree(this.#shape, innerPairs, a, b, slots, at);
      if (level.nodes[state - level.first] === PRUNED) continue;
      for (let leaf = 0; leaf < leaves; leaf++) {
        const cell = slots[at + leaf] as number;
        if (data[cell * CELL + CELL_ALL] === 0) unknown.push(cell);
      }
    }
    return unknown;
  }

  /** Begins a new list of successors. */
  clear(): void {
    this.end = 0;
    this.transitions = 0;
  }

  /** Expands the states that were decoded last, and adds their successors. */
  expand(first: number, last: number, level: Level, diamonds: boolean): void {
    const { width } = this.#shape;
    const slots = this.#slots;
    const next = this.#next;
    for (let state = first; state <= last; state++) {
      const node = level.nodes[state - level.first] as number;
      if (node === PRUNED) continue;
      const at = (state - first) * width;
      for (let slot = 0; slot < width; slot++) next[slot] = slots[at + slot] as number;
      const { end } = this;
      if (!diamonds || node === 0) this.#expandAll(state, at, 0);
      else this.#expandFrom(state, at, node, level.parents[state - level.first] as number);
      const events = this.#eventsAt(at);
      if (this.#isMissing) this.#giveUp(state, end);
      else {
        this.transitions += events;
        this.consider(state, slots, at);
      }
    }
  }

  #giveUp(state: number, end: number): void {
    this.#isMissing = false;
    this.end = end;
    this.add(0, 0, state, SUCCESSOR_UNKNOWN << SUCCESSOR_FLAGS_SHIFT);
  }

  /** Marks all successors for evaluation, whatever led to them. */
  touchAll(): void {
    for (let at = 0; at < this.end; at += SUCCESSOR) {
      const head = this.successors[at + 3] as number;
      this.successors[at + 3] = head | (EFFECT_TOUCHES << SUCCESSOR_FLAGS_SHIFT);
    }
  }

  /** Remembers a state, whose cells are at `at`, if it got further than all before it. */
  consider(state: number, slots: Int32Array, at: number): void {
    const { data } = this.#cells;
    let progress = 0;
    for (let leaf = 0; leaf < this.#shape.leaves; leaf++) {
      progress += data[(slots[at + leaf] as number) * CELL + CELL_PROGRESS] as number;
    }
    this.considered(state, progress);
  }

  /** Among equal states the lowest number counts, whatever the order of the calls. */
  considered(state: number, progress: number): void {
    if (progress < this.progress) return;
    if (progress === this.progress && state >= this.nearest) return;
    this.progress = progress;
    this.nearest = state;
  }

  #eventsAt(at: number): number {
    const { leaves } = this.#shape;
    const { data } = this.#cells;
    const slots = this.#slots;
    let events = 0;
    for (let leaf = 0; leaf < leaves; leaf++) {
      const oneMore = data[(slots[at + leaf] as number) * CELL + CELL_EVENTS] as number;
      if (oneMore === 0) this.#isMissing = true;
      events += oneMore - 1;
    }
    return events;
  }

  #expandAll(state: number, at: number, from: number): void {
    const { leaves } = this.#shape;
    const { data } = this.#cells;
    const slots = this.#slots;
    for (let leaf = from; leaf < leaves; leaf++) {
      const list = data[(slots[at + leaf] as number) * CELL + CELL_ALL] as number;
      if (list > NO_EFFECT_LIST) this.#explore(list, leaf, state, at);
      else if (list !== NO_EFFECT_LIST) this.#isMissing = true;
    }
  }

  /**
   * Diamond pruning. The state was reached by an event of `node`. Take an event of an earlier node
   * that was possible in the parent too: it led from there to a state from which the same event of
   * `node` reaches the same successor. So for earlier nodes, only what is new in their cells is
   * explored here.
   */
  #expandFrom(state: number, at: number, node: number, parent: number): void {
    if (parent !== this.#parentState) this.#decodeParent(parent);
    const { data, diffs } = this.#cells;
    const slots = this.#slots;
    const before = this.#parent;
    for (let leaf = 0; leaf < node; leaf++) {
      const cell = slots[at + leaf] as number;
      const old = before[leaf] as number;
      let list: number;
      if (cell === old) list = data[cell * CELL + CELL_KEPT] as number;
      else list = diffs.get(old, cell) || (this.#maker?.diff(old, cell) ?? 0);
      if (list > NO_EFFECT_LIST) this.#explore(list, leaf, state, at);
      else if (list !== NO_EFFECT_LIST) this.#isMissing = true;
    }
    this.#expandAll(state, at, node);
  }

  #decodeParent(parent: number): void {
    this.#parentState = parent;
    const roots = this.#visited.pairs;
    const a = roots[parent * 2] as number;
    const b = roots[parent * 2 + 1] as number;
    decodeTree(this.#shape, this.#inner.pairs, a, b, this.#parent, 0);
  }

  /** Makes the successors of one list of effects of the state at `at`. */
  #explore(list: number, node: number, state: number, at: number): void {
    const { advances } = this.#cells;
    let { lists } = this.#cells;
    const slots = this.#slots;
    const next = this.#next;
    const end = lists[list] as number;
    let effect = list + 1;
    // Another thread has just made the list: its array has moved, or its end is not written yet.
    if (!(end > effect)) this.#isMissing = true;
    while (effect < end) {
      const cell = lists[effect] as number;
      const head = lists[effect + 1] as number;
      const sendsEnd = effect + 2 + (head >>> EFFECT_SENDS_SHIFT) * 2;
      let changed = cell !== next[node] || (head & EFFECT_FAULT) !== 0;
      next[node] = cell;
      for (let send = effect + 2; send < sendsEnd; send += 2) {
        const receiver = lists[send] as number;
        const set = lists[send + 1] as number;
        const before = next[receiver] as number;
        let after = advances.get(before, set);
        if (after === 0) {
          after = this.#maker?.advance(before, set) ?? 0;
          lists = this.#cells.lists;
          if (after === 0) {
            this.#isMissing = true;
            after = before;
          }
        }
        if (after !== before) {
          changed = true;
          next[receiver] = after;
        }
      }
      if (changed) this.#push(state, at, node | ((head & 0xff) << SUCCESSOR_FLAGS_SHIFT));
      next[node] = slots[at + node] as number;
      for (let send = effect + 2; send < sendsEnd; send += 2) {
        const receiver = lists[send] as number;
        next[receiver] = slots[at + receiver] as number;
      }
      effect = sendsEnd;
    }
  }

  /** Numbers the inner pairs that differ from the state's at `at`, and keeps the root pair. */
  #push(state: number, at: number, nodeAndFlags: number): void {
    const { leaves, width, left, right, rootLeft, rootRight } = this.#shape;
    const slots = this.#slots;
    const next = this.#next;
    const inner = this.#inner;
    const recent = this.#recent;
    if (leaves > 2) {
      for (let slot = leaves; slot < width; slot++) {
        const l = left[slot] as number;
        const r = right[slot] as number;
        const a = next[l] as number;
        const b = next[r] as number;
        if (a === slots[at + l] && b === slots[at + r]) {
          next[slot] = slots[at + slot] as number;
        } else {
          const line = ((imul(a, 0x9e3779b1) ^ imul(b, 0x85ebca6b)) >>> RECENT_SHIFT) << 2;
          let pair = recent[line + 2] as number;
          if (recent[line] !== a || recent[line + 1] !== b) {
            pair = inner.find(a, b);
            if (pair === 0) {
              if (this.#maker === undefined) return this.#pushRaw(state, nodeAndFlags);
              pair = inner.insert(a, b);
            }
            recent[line] = a;
            recent[line + 1] = b;
            recent[line + 2] = pair;
          }
          next[slot] = pair;
        }
      }
    }
    this.add(next[rootLeft] as number, next[rootRight] as number, state, nodeAndFlags);
  }

  /** Keeps a successor by its cells, which occupy the next entries. */
  #pushRaw(state: number, nodeAndFlags: number): void {
    const { leaves } = this.#shape;
    const { end } = this;
    this.add(0, 0, state, nodeAndFlags | (SUCCESSOR_RAW << SUCCESSOR_FLAGS_SHIFT));
    for (let entry = rawEntries(leaves); entry > 0; entry--) this.add(0, 0, 0, 0);
    for (let leaf = 0; leaf < leaves; leaf++) {
      this.successors[end + SUCCESSOR + leaf] = this.#next[leaf] as number;
    }
  }

  /** Adds a successor: its root pair, the state it comes from, its node and flags. */
  add(a: number, b: number, state: number, nodeAndFlags: number): void {
    const { end } = this;
    if (end + SUCCESSOR > this.successors.length) {
      this.successors = grownInts(this.successors, end, end * 2);
    }
    const { successors } = this;
    successors[end] = a;
    successors[end + 1] = b;
    successors[end + 2] = state;
    successors[end + 3] = nodeAndFlags;
    this.end = end + SUCCESSOR;
  }
}
