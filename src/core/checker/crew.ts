import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { CellArrays } from './cell-arrays.js';
import { ChunkReader, PROGRESS_BASE } from './chunk-reader.js';
import {
  CONTROL_IDLE,
  CONTROL_LENGTH,
  CONTROL_NEXT,
  CONTROL_PROGRESS,
  CONTROL_READY,
  CONTROL_ROUND,
  CONTROL_STOP,
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
  type CrewStart,
} from './crew-protocol.js';
import type { Frontier } from './frontier.js';
import { reserveInts } from './memory.js';
import type { PairTable } from './pair-table.js';

/** Room for what one thread finds in a round; committed as it is used. */
const OUTPUT_INTS = 1 << 24;
/** A round in which nobody finished a chunk for so long has lost a thread. */
const LOST_MS = 3000;
const LOOK_MS = 50;

/** What came of a chunk: successors in `output` from `from` to `end`. */
export interface ExpandedChunk {
  readonly output: Int32Array;
  readonly from: number;
  readonly end: number;
  readonly transitions: number;
  readonly nearest: number;
  readonly progress: number;
}

interface Member {
  readonly output: Int32Array;
  readonly notes: Int32Array;
  readonly port: MessagePort | undefined;
  readonly worker: Worker | undefined;
}

/**
 * Threads that expand chunks of a level together. They only read; the search's own thread adds
 * what they found, in the order of the chunks. So the result cannot depend on them: a chunk that
 * nobody expanded, because a thread is gone, is expanded by the search itself.
 */
export class Crew {
  readonly #control = reserveInts(CONTROL_LENGTH, true);
  readonly #members: readonly Member[];
  readonly #own: ChunkReader;
  #lost = false;

  /** `threads` are to help; undefined when they cannot be started. */
  static start(threads: number, leaves: number): Crew | undefined {
    const url = new URL(import.meta.url.replace(/\/src\/(?=core\/checker\/)/, '/dist/'));
    const file = fileURLToPath(new URL('./expand-worker.js', url));
    return existsSync(file) ? new Crew(file, threads, leaves) : undefined;
  }

  private constructor(file: string, threads: number, leaves: number) {
    const members: Member[] = [];
    for (let i = 0; i <= threads; i++) members.push(this.#member(i, file, leaves));
    this.#members = members;
    const { notes, output } = members[0] as Member;
    this.#own = new ChunkReader(this.#control, notes, output, leaves);
  }

  /** Whether all threads wait for a round. */
  get isReady(): boolean {
    const ready = Atomics.load(this.#control, CONTROL_READY);
    return !this.#lost && ready === this.#members.length - 1;
  }

  /** Whether a thread was lost: the rest of the search does without the crew. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Waits until all threads are there, or gives them up. */
  waitUntilReady(): void {
    const startMs = performance.now();
    while (!this.isReady && !this.#lost) {
      const ready = Atomics.load(this.#control, CONTROL_READY);
      Atomics.wait(this.#control, CONTROL_READY, ready, LOOK_MS);
      if (performance.now() - startMs > LOST_MS * 5) this.dismiss();
    }
  }

  /** Expands the states `first` to `last`; chunk by chunk, what came of it, if anything did. */
  expand(
    first: number,
    last: number,
    level: Frontier,
    diamonds: boolean,
    tables: { cells: CellArrays; inner: PairTable; visited: PairTable },
  ): (ExpandedChunk | undefined)[] {
    const { cells, inner, visited } = tables;
    const round: CrewRound = {
      first,
      last,
      diamonds,
      inner: inner.view(),
      visited: visited.view(),
      level: { first: level.first, parents: level.parents, nodes: level.nodes },
      cells: {
        data: cells.data,
        lists: cells.lists,
        advances: cells.advances.entries,
        diffs: cells.diffs.entries,
      },
    };
    for (const { port } of this.#members) port?.postMessage(round);
    Atomics.store(this.#control, CONTROL_NEXT, 0);
    Atomics.store(this.#control, CONTROL_IDLE, 0);
    const number = Atomics.add(this.#control, CONTROL_ROUND, 1) + 1;
    Atomics.notify(this.#control, CONTROL_ROUND);
    this.#own.work(round, number);
    this.#waitUntilIdle();
    return Array.from({ length: ROUND_CHUNKS }, (_, chunk) => this.#chunk(chunk, number));
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#lost = true;
    Atomics.store(this.#control, CONTROL_STOP, 1);
    Atomics.add(this.#control, CONTROL_ROUND, 1);
    Atomics.notify(this.#control, CONTROL_ROUND);
    for (const { worker, port } of this.#members) {
      port?.close();
      void worker?.terminate();
    }
  }

  #member(index: number, file: string, leaves: number): Member {
    const output = reserveInts(OUTPUT_INTS, true);
    const notes = reserveInts(ROUND_CHUNKS * NOTE, true);
    if (index === 0) return { output, notes, port: undefined, worker: undefined };
    const { port1, port2 } = new MessageChannel();
    const start: CrewStart = { control: this.#control, notes, output, port: port2, leaves };
    const worker = new Worker(file, {
      workerData: start,
      transferList: [port2],
      execArgv: [],
      name: `expand ${index}`,
    });
    // A thread that fails is noticed by its silence.
    worker.on('error', () => undefined);
    worker.unref();
    port1.unref();
    return { output, notes, port: port1, worker };
  }

  #waitUntilIdle(): void {
    const threads = this.#members.length - 1;
    let progress = Atomics.load(this.#control, CONTROL_PROGRESS);
    let quietMs = performance.now();
    for (;;) {
      const idle = Atomics.load(this.#control, CONTROL_IDLE);
      if (idle === threads) return;
      Atomics.wait(this.#control, CONTROL_IDLE, idle, LOOK_MS);
      const now = Atomics.load(this.#control, CONTROL_PROGRESS);
      if (now !== progress) quietMs = performance.now();
      progress = now;
      if (performance.now() - quietMs > LOST_MS) {
        this.dismiss();
        return;
      }
    }
  }

  #chunk(chunk: number, number: number): ExpandedChunk | undefined {
    const at = chunk * NOTE;
    for (const { notes, output } of this.#members) {
      if (Atomics.load(notes, at + NOTE_ROUND) !== number) continue;
      const high = notes[at + NOTE_PROGRESS_HIGH] as number;
      return {
        output,
        from: notes[at + NOTE_FROM] as number,
        end: notes[at + NOTE_END] as number,
        transitions: notes[at + NOTE_TRANSITIONS] as number,
        nearest: notes[at + NOTE_NEAREST] as number,
        progress: high * PROGRESS_BASE + (notes[at + NOTE_PROGRESS_LOW] as number),
      };
    }
    return undefined;
  }
}
