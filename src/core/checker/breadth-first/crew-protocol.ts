import type { MessagePort } from 'node:worker_threads';
import { CHUNK } from './expander.js';
import type { Level } from './frontier.js';
import type { PairTableView } from '../interned/pair-table.js';

/**
 * Where what is in the shared control integers. Each chunk of each level has a ticket, numbered
 * one after the other through the whole search: the next ticket nobody has taken,
 */
export const CONTROL_TICKET = 0;
/** the first ticket whose chunk was not added yet: the slots of those before it are free, */
export const CONTROL_ADDED = 1;
/** how many chunks were finished: grows as long as the threads live, */
export const CONTROL_FINISHED = 2;
/** how many threads wait for their first ticket, */
export const CONTROL_READY = 3;
/** how many orders were given, */
export const CONTROL_ORDERS = 4;
/** not 0 when the threads are to end. */
export const CONTROL_STOP = 5;
export const CONTROL_LENGTH = 16;

/** How many chunks may be finished and not added yet. Each has a slot, by its ticket. */
export const SLOTS = 64;
/** Room for what comes of one chunk: more is seldom, and then expanded once more. */
export const SLOT_INTS = CHUNK * 256;

/** What is noted about the chunk in a slot, in integers: */
export const NOTE = 8;
/** its ticket and 1 more, once it is finished; */
export const NOTE_TICKET = 0;
/** how much of the slot holds successors; */
export const NOTE_END = 1;
/** the events of its states that were expanded; */
export const NOTE_TRANSITIONS = 2;
/** which of them got furthest, how far in two halves: results and messages; */
export const NOTE_NEAREST = 3;
export const NOTE_PROGRESS_HIGH = 4;
export const NOTE_PROGRESS_LOW = 5;
/** and what kind of chunk it is: */
export const NOTE_KIND = 6;
/** all its successors are known by their root pairs, */
export const CHUNK_PLAIN = 0;
/** some are given by their cells, or a state has to be expanded by the maker, */
export const CHUNK_PARTLY = 1;
/** or there was no room for it. */
export const CHUNK_TOO_LARGE = 2;

/** As far as a progress is split into two integers. */
export const PROGRESS_BASE = 1_000_000;

/** What a thread is started with. */
export interface CrewStart {
  readonly control: Int32Array;
  /** {@link NOTE} integers a slot. */
  readonly notes: Int32Array;
  /** {@link SLOT_INTS} integers a slot. */
  readonly slots: Int32Array;
  readonly port: MessagePort;
  readonly leaves: number;
}

/** The level that is worked on, and where the tables are now; all arrays are shared. */
export interface CrewOrder {
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
