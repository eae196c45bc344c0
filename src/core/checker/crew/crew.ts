import { reserveInts } from '../memory.js';
import {
  CONTROL_COUNTED,
  CONTROL_FINISHED,
  CONTROL_NEWS,
  CONTROL_READY,
  CONTROL_STOP,
  CONTROL_TICKET,
  CONTROL_TOLD,
} from './crew-control.js';
import { endHelper, startHelper, type HelperThread } from './helper-thread.js';

/** A search that waits this long without news has lost a thread. */
const LOST_MS = 3000;
/** Starting may take longer. */
const START_MS = 5 * LOST_MS;
const LOOK_MS = 50;

/** What the search's own thread does while it waits for the threads. */
export interface CrewWork {
  /** Answers the threads' questions. */
  serve(): void;
  /** Does the work of this ticket, as a thread would. */
  help(ticket: number): void;
}

/**
 * Threads that work ahead of a search on tickets, in any order, as far as there is room. The search
 * counts the tickets in order, helps while it waits, and does itself whatever nobody has begun or a
 * lost thread had taken; so its findings cannot depend on the threads.
 */
export class Crew {
  readonly control: Int32Array;
  readonly #window: number;
  readonly #work: CrewWork;
  readonly #threads: HelperThread[] = [];
  #isLost = false;

  /** `window` is how many finished tickets may be waiting to count; `first` is the first ticket. */
  constructor(window: number, first: number, work: CrewWork) {
    this.#window = window;
    this.#work = work;
    this.control = reserveInts(CONTROL_FINISHED + window, true);
    this.control[CONTROL_TICKET] = first;
    this.control[CONTROL_COUNTED] = first;
  }

  /** Starts a thread with this data and the common data; returns whether it could. */
  enlist(file: string, name: string, data: object): boolean {
    const shared = { control: this.control, window: this.#window };
    const thread = startHelper(file, name, { ...data, ...shared });
    if (thread !== undefined) this.#threads.push(thread);
    return thread !== undefined;
  }

  get size(): number {
    return this.#threads.length;
  }

  /** Whether a thread was lost, or none could be started: the search continues without them. */
  get isLost(): boolean {
    return this.#isLost || this.size === 0;
  }

  /** Whether all threads have started. */
  get isReady(): boolean {
    return !this.isLost && Atomics.load(this.control, CONTROL_READY) === this.size;
  }

  /** Waits until all threads have started, or gives them up. */
  waitUntilReady(): void {
    const startMs = performance.now();
    while (!this.isReady && !this.isLost) {
      const ready = Atomics.load(this.control, CONTROL_READY);
      Atomics.wait(this.control, CONTROL_READY, ready, LOOK_MS);
      if (performance.now() - startMs > START_MS) this.dismiss();
    }
  }

  /** Sends a message to all threads; they only see the newest. */
  tell(message: object): void {
    for (const { port } of this.#threads) port.postMessage(message);
    this.#raise(CONTROL_TOLD);
  }

  /**
   * Waits for the result of the ticket that counts next; `end` is one past the last ticket. False
   * if the search has to do the work: nobody has begun it, or its thread was lost.
   */
  take(next: number, end = Infinity): boolean {
    const { control } = this;
    let quietMs = performance.now();
    while (!this.#isLost) {
      const heard = Atomics.load(control, CONTROL_NEWS);
      this.#work.serve();
      if (this.#isFinished(next)) return true;
      const mine = this.#ticketToHelpWith(next, end);
      if (mine === next) return false;
      if (mine !== undefined) this.#work.help(mine);
      else Atomics.wait(control, CONTROL_NEWS, heard, LOOK_MS);
      if (mine !== undefined || Atomics.load(control, CONTROL_NEWS) !== heard) {
        quietMs = performance.now();
      }
      if (performance.now() - quietMs > LOST_MS) this.dismiss();
    }
    return false;
  }

  /** All tickets before this one count: there is room for others. */
  counted(ticket: number): void {
    Atomics.store(this.control, CONTROL_COUNTED, ticket);
    Atomics.notify(this.control, CONTROL_COUNTED);
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#isLost = true;
    Atomics.store(this.control, CONTROL_STOP, 1);
    this.#raise(CONTROL_TOLD);
    Atomics.notify(this.control, CONTROL_COUNTED);
    for (const thread of this.#threads) endHelper(thread);
  }

  #isFinished(ticket: number): boolean {
    const at = CONTROL_FINISHED + (ticket % this.#window);
    return Atomics.load(this.control, at) === ticket + 1;
  }

  /** Takes the next ticket that nobody has taken, if there is one and room for its result. */
  #ticketToHelpWith(counted: number, end: number): number | undefined {
    const { control } = this;
    for (;;) {
      const ticket = Atomics.load(control, CONTROL_TICKET);
      if (ticket >= end || ticket - counted >= this.#window) return undefined;
      const found = Atomics.compareExchange(control, CONTROL_TICKET, ticket, ticket + 1);
      if (found === ticket) return ticket;
    }
  }

  #raise(what: number): void {
    Atomics.add(this.control, what, 1);
    Atomics.notify(this.control, what);
  }
}
