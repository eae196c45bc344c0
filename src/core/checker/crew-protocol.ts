import type { MessagePort } from 'node:worker_threads';
import type { PairTableView } from './pair-table.js';

/** Where what is in the shared control integers. */
export const CONTROL_ROUND = 0;
/** The next chunk nobody has taken. */
export const CONTROL_NEXT = 1;
/** How many threads are ready for the first round. */
export const CONTROL_READY = 2;
/** How many threads have nothing more to do in this round. */
export const CONTROL_IDLE = 3;
/** How many chunks the threads have finished: they live as long as it grows. */
export const CONTROL_PROGRESS = 4;
/** Not 0 when the threads are to end. */
export const CONTROL_STOP = 5;
export const CONTROL_LENGTH = 16;

/** Chunks of states in one round. */
export const ROUND_CHUNKS = 128;

/** What a thread notes about a chunk it expanded, in integers: */
export const NOTE = 8;
/** where its successors begin and end in the thread's output, */
export const NOTE_FROM = 0;
export const NOTE_END = 1;
/** the number of the round it was written in, */
export const NOTE_ROUND = 2;
/** the events of its states that were expanded, */
export const NOTE_TRANSITIONS = 3;
/** and which of them got furthest, how far in two halves: results and messages. */
export const NOTE_NEAREST = 4;
export const NOTE_PROGRESS_HIGH = 5;
export const NOTE_PROGRESS_LOW = 6;

/** What a thread is started with. */
export interface CrewStart {
  readonly control: Int32Array;
  /** {@link NOTE} integers a chunk of the round. */
  readonly notes: Int32Array;
  readonly output: Int32Array;
  readonly port: MessagePort;
  readonly leaves: number;
}

/** What a round works on; the arrays are shared. */
export interface CrewRound {
  readonly first: number;
  readonly last: number;
  readonly diamonds: boolean;
  readonly inner: PairTableView;
  readonly visited: PairTableView;
  readonly level: {
    readonly first: number;
    readonly parents: Int32Array;
    readonly nodes: Uint8Array;
  };
  readonly cells: {
    readonly data: Int32Array;
    readonly lists: Int32Array;
    readonly advances: Int32Array;
    readonly diffs: Int32Array;
  };
}
