import { Crew } from '../crew/crew.js';
import { reserveInts } from '../memory.js';
import { loadProgress } from '../progress.js';
import { ChunkReader } from './chunk-reader.js';
import {
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
} from './expand-crew-protocol.js';
import { CHUNK } from './expander.js';

/**
 * With at least this many threads, adding is the bottleneck, so they leave out visited states; with
 * fewer, expanding is, and looking states up twice would only add work.
 */
const FILTERING_THREADS = 2;

/** The result of a chunk: successors in `output` from `from` to `end`. */
export interface ExpandedChunk {
  readonly output: Int32Array;
  readonly from: number;
  readonly end: number;
  readonly transitions: number;
  readonly nearest: number;
  readonly progress: number;
  /** All successors are known by their root pairs, and all states were expanded. */
  readonly isPlain: boolean;
}

/**
 * Threads that expand chunks of a level ahead, while the search's own thread adds the results of
 * earlier chunks in order. They only read.
 */
export class ExpandCrew {
  readonly #crew = new Crew(SLOTS, 0, {
    serve: () => undefined,
    help: (ticket) => this.#own.expand(ticket),
  });
  readonly #notes = reserveInts(SLOTS * NOTE, true);
  readonly #slots = reserveInts(SLOTS * SLOT_INTS, true);
  readonly #own: ChunkReader;
  #order: ExpandOrder | undefined;
  /** The ticket of the next chunk to add, and the one after the level's last. */
  #next = 0;
  #end = 0;

  /** Starts up to `threads` threads. */
  constructor(threads: number, leaves: number) {
    const shared = { notes: this.#notes, slots: this.#slots, leaves };
    for (let i = 1; i <= threads; i++) {
      this.#crew.enlist('breadth-first/expand-worker.js', `expand ${i}`, shared);
    }
    this.#own = new ChunkReader({ ...shared, control: this.#crew.control });
  }

  /** Whether all threads are ready. */
  get isReady(): boolean {
    return this.#crew.isReady;
  }

  /** Whether the crew is at work on a level. */
  get isAtWork(): boolean {
    return !this.#crew.isLost && this.#next < this.#end;
  }

  /** Waits until all threads are ready, or gives them up. */
  waitUntilReady(): void {
    this.#crew.waitUntilReady();
  }

  /** Begins work on the rest of a level. */
  begin(order: Omit<ExpandOrder, 'ticket' | 'filters'>): void {
    this.#end = this.#next + Math.ceil((order.last - order.first + 1) / CHUNK);
    const filters = this.#crew.size >= FILTERING_THREADS;
    this.#give({ ...order, ticket: this.#next, filters });
  }

  /** Tells the threads where the tables are, after one has moved. */
  update(tables: Pick<ExpandOrder, 'inner' | 'visited' | 'cells'>): void {
    const order = this.#order;
    if (order === undefined) return;
    const { inner, visited, cells } = tables;
    const isStill =
      isSame(order.inner, inner) && isSame(order.visited, visited) && isSame(order.cells, cells);
    if (!isStill) this.#give({ ...order, ...tables });
  }

  /** The result of the next chunk; undefined if the search has to expand it. */
  take(): ExpandedChunk | undefined {
    return this.#crew.take(this.#next, this.#end) ? this.#chunk(this.#next % SLOTS) : undefined;
  }

  /** The last chunk taken was added: its slot is free. */
  added(): void {
    this.#crew.counted(++this.#next);
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#crew.dismiss();
  }

  #give(order: ExpandOrder): void {
    this.#order = order;
    this.#own.follow(order);
    this.#crew.tell(order);
  }

  #chunk(slot: number): ExpandedChunk | undefined {
    const notes = this.#notes;
    const at = slot * NOTE;
    const kind = notes[at + NOTE_KIND] as number;
    if (kind === CHUNK_TOO_LARGE) return undefined;
    const from = slot * SLOT_INTS;
    return {
      output: this.#slots,
      from,
      end: from + (notes[at + NOTE_END] as number),
      transitions: notes[at + NOTE_TRANSITIONS] as number,
      nearest: notes[at + NOTE_NEAREST] as number,
      progress: loadProgress(notes, at + NOTE_PROGRESS),
      isPlain: kind === CHUNK_PLAIN,
    };
  }
}

/** Whether two records hold the same arrays and numbers. */
function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
