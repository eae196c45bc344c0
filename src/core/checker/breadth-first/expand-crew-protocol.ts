import { CHUNK } from './expander.js';
import type { Level } from './frontier.js';
import type { MemberStart } from '../crew/crew-control.js';
import type { PairTableView } from '../interned/pair-table.js';

/** How many chunks may be finished but not yet added. Each has a slot, by its ticket. */
export const SLOTS = 64;
/** Room for the result of one chunk: a larger one is rare, and is expanded again. */
export const SLOT_INTS = CHUNK * 256;

/** How many integers of notes there are on the chunk in a slot: */
export const NOTE = 8;
/** how much of the slot holds successors; */
export const NOTE_END = 0;
/** the number of events of its expanded states; */
export const NOTE_TRANSITIONS = 1;
/** which state got furthest, and how far, in two integers; */
export const NOTE_NEAREST = 2;
export const NOTE_PROGRESS = 3;
/** and what kind of chunk it is: */
export const NOTE_KIND = 5;
/** all its successors are given by their root pairs, */
export const CHUNK_PLAIN = 0;
/** some are given by their cells, or the maker has to expand a state, */
export const CHUNK_PARTLY = 1;
/** or there was no room for it. */
export const CHUNK_TOO_LARGE = 2;

/** Each chunk of each level is a ticket; the numbers run through the whole search. */
export interface ExpandStart extends MemberStart {
  /** {@link NOTE} integers a slot. */
  readonly notes: Int32Array;
  /** {@link SLOT_INTS} integers a slot. */
  readonly slots: Int32Array;
  readonly leaves: number;
}

/** The current level and tables; all arrays are shared. */
export interface ExpandOrder {
  /** The ticket of the chunk that begins with the state `first`. */
  readonly ticket: number;
  readonly first: number;
  readonly last: number;
  readonly diamonds: boolean;
  /** Whether to leave out what is known to have been visited. */
  readonly filters: boolean;
  readonly level: Level;
  readonly inner: PairTableView;
  readonly visited: PairTableView;
  readonly cells: {
    readonly data: Int32Array;
    readonly lists: Int32Array;
    readonly advances: Int32Array;
    readonly diffs: Int32Array;
  };
}
