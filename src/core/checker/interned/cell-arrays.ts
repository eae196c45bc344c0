import type { PairMap } from './pair-map.js';

/** Integers per cell, and what each is. */
export const CELL = 8;
export const CELL_LOCAL = 0;
export const CELL_INBOX = 1;
/** The number of its possible events plus one; 0 while unknown. */
export const CELL_EVENTS = 2;
/** Where the list of all its effects is; 0 while unknown. */
export const CELL_ALL = 3;
/** Where the list of effects is that diamond pruning must not skip. */
export const CELL_KEPT = 4;
/** How far this node got: a million per result, plus the messages. */
export const CELL_PROGRESS = 5;

/** An effect's flags; fewer than eight bits. */
export const EFFECT_FAULT = 1;
/** The value of a predicate may change. */
export const EFFECT_TOUCHES = 2;
/** Diamond pruning must not skip it. */
export const EFFECT_KEPT = 4;
/** Its sends are counted from this bit on. */
export const EFFECT_SENDS_SHIFT = 8;

/** The list without effects. */
export const NO_EFFECT_LIST = 1;

/** The cells and their effects. Any thread may read them while nobody writes. */
export interface CellArrays {
  /** {@link CELL} integers a cell. */
  data: Int32Array;
  /** The lists of effects. */
  lists: Int32Array;
  /** (cell, message set) → the cell with these messages added. */
  readonly advances: PairMap;
  /** (cell, larger cell) → the list of effects of the messages that only the larger one has. */
  readonly diffs: PairMap;
}
