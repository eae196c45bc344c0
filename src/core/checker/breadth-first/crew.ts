import { ChunkReader } from './chunk-reader.js';
import {
  CHUNK_PLAIN,
  CHUNK_TOO_LARGE,
  CONTROL_ADDED,
  CONTROL_FINISHED,
  CONTROL_LENGTH,
  CONTROL_ORDERS,
  CONTROL_READY,
  CONTROL_STOP,
  CONTROL_TICKET,
  NOTE,
  NOTE_END,
  NOTE_KIND,
  NOTE_NEAREST,
  NOTE_PROGRESS_HIGH,
  NOTE_PROGRESS_LOW,
  NOTE_TICKET,
  NOTE_TRANSITIONS,
  PROGRESS_BASE,
  SLOT_INTS,
  SLOTS,
  type CrewOrder,
} from './crew-protocol.js';
import { CHUNK } from './expander.js';
import { endHelper, startHelper, type HelperThread } from '../helper-thread.js';
import { reserveInts } from '../memory.js';

/** A search that waits for a chunk this long while none is finished has lost a thread. */
const LOST_MS = 3000;
const LOOK_MS = 50;
/**
 * With so many threads adding is what takes longest, and they leave out what was visited; with
 * fewer, expanding is, and looking states up twice would only be more work.
 */
const FILTERING_THREADS = 2;

/** What came of a chunk: successors in `output` from `from` to `end`. */
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
 * Threads that expand chunks of a level ahead, while the search's own thread adds what came of the
 * chunks before, in their order. They only read; so the result cannot depend on them: a chunk that
 * nobody expanded, because a thread is gone, is expanded by the search itself.
 */
export class Crew {
  readonly #control = reserveInts(CONTROL_LENGTH, true);
  readonly #notes = reserveInts(SLOTS * NOTE, true);
  readonly #slots = reserveInts(SLOTS * SLOT_INTS, true);
  readonly #members: readonly HelperThread[];
  readonly #own: ChunkReader;
  #order: CrewOrder | undefined;
  /** The ticket of the next chunk to add, and the one behind the level's last. */
  #next = 0;
  #end = 0;
  #lost = false;

  /** `threads` are to help, as far as they can be started. */
  constructor(threads: number, leaves: number) {
    const shared = { control: this.#control, notes: this.#notes, slots: this.#slots, leaves };
    this.#members = Array.from({ length: threads }, (_, i) =>
      startHelper('breadth-first/expand-worker.js', `expand ${i + 1}`, shared),
    ).filter((thread) => thread !== undefined);
    this.#own = new ChunkReader(shared);
  }

  /** Whether all threads are there. */
  get isReady(): boolean {
    const { length } = this.#members;
    return length > 0 && !this.#lost && Atomics.load(this.#control, CONTROL_READY) === length;
  }

  /** Whether the crew is at work on a level. */
  get isAtWork(): boolean {
    return !this.#lost && this.#next < this.#end;
  }

  /** Waits until all threads are there, or gives them up. */
  waitUntilReady(): void {
    const startMs = performance.now();
    while (!this.isReady && !this.#lost && this.#members.length > 0) {
      const ready = Atomics.load(this.#control, CONTROL_READY);
      Atomics.wait(this.#control, CONTROL_READY, ready, LOOK_MS);
      if (performance.now() - startMs > LOST_MS * 5) this.dismiss();
    }
  }

  /** Begins with the rest of a level. */
  begin(order: Omit<CrewOrder, 'ticket' | 'filters'>): void {
    this.#end = this.#next + Math.ceil((order.last - order.first + 1) / CHUNK);
    const filters = this.#members.length >= FILTERING_THREADS;
    this.#give({ ...order, ticket: this.#next, filters });
  }

  /** Tells where the tables are now, when one was moved. */
  update(tables: Pick<CrewOrder, 'inner' | 'visited' | 'cells'>): void {
    const order = this.#order as CrewOrder;
    if (!isSame(order.inner, tables.inner) || !isSame(order.visited, tables.visited)) {
      this.#give({ ...order, ...tables });
    } else if (!isSame(order.cells, tables.cells)) this.#give({ ...order, ...tables });
  }

  /** What came of the next chunk; undefined when the search has to expand it. */
  take(): ExpandedChunk | undefined {
    const control = this.#control;
    let finished = Atomics.load(control, CONTROL_FINISHED);
    let quietMs = performance.now();
    while (!this.#lost) {
      if (Atomics.load(this.#notes, (this.#next % SLOTS) * NOTE + NOTE_TICKET) === this.#next + 1) {
        return this.#chunk(this.#next % SLOTS);
      }
      const mine = this.#ticketToHelpWith();
      if (mine === this.#next) return undefined;
      if (mine !== undefined) this.#own.expand(mine);
      else Atomics.wait(control, CONTROL_FINISHED, finished, LOOK_MS);
      const now = Atomics.load(control, CONTROL_FINISHED);
      if (now !== finished) quietMs = performance.now();
      finished = now;
      if (performance.now() - quietMs > LOST_MS) this.dismiss();
    }
    return undefined;
  }

  /** The chunk taken last was added: its slot is free. */
  added(): void {
    this.#next++;
    Atomics.store(this.#control, CONTROL_ADDED, this.#next);
    Atomics.notify(this.#control, CONTROL_ADDED);
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#lost = true;
    const control = this.#control;
    Atomics.store(control, CONTROL_STOP, 1);
    for (const what of [CONTROL_ORDERS, CONTROL_ADDED]) {
      Atomics.add(control, what, 1);
      Atomics.notify(control, what);
    }
    for (const thread of this.#members) endHelper(thread);
  }

  #give(order: CrewOrder): void {
    this.#order = order;
    this.#own.follow(order);
    for (const { port } of this.#members) port.postMessage(order);
    Atomics.add(this.#control, CONTROL_ORDERS, 1);
    Atomics.notify(this.#control, CONTROL_ORDERS);
  }

  /** Takes a ticket of the level that nobody has taken and whose slot is free, if there is one. */
  #ticketToHelpWith(): number | undefined {
    const control = this.#control;
    const ticket = Atomics.load(control, CONTROL_TICKET);
    if (ticket >= this.#end || ticket - this.#next >= SLOTS) return undefined;
    const found = Atomics.compareExchange(control, CONTROL_TICKET, ticket, ticket + 1);
    return found === ticket ? ticket : this.#ticketToHelpWith();
  }

  #chunk(slot: number): ExpandedChunk | undefined {
    const notes = this.#notes;
    const at = slot * NOTE;
    const kind = notes[at + NOTE_KIND] as number;
    if (kind === CHUNK_TOO_LARGE) return undefined;
    const from = slot * SLOT_INTS;
    const high = notes[at + NOTE_PROGRESS_HIGH] as number;
    return {
      output: this.#slots,
      from,
      end: from + (notes[at + NOTE_END] as number),
      transitions: notes[at + NOTE_TRANSITIONS] as number,
      nearest: notes[at + NOTE_NEAREST] as number,
      progress: high * PROGRESS_BASE + (notes[at + NOTE_PROGRESS_LOW] as number),
      isPlain: kind === CHUNK_PLAIN,
    };
  }
}

/** Whether two records hold the same arrays and numbers. */
function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
