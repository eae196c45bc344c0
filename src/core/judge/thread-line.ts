import { fileURLToPath } from 'node:url';
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';
import {
  ANSWERED,
  ENDED,
  LOADING,
  PROGRESS,
  THREAD_STATE,
  WAKE,
  type BoundLab,
  type LabAnswer,
  type LabRequest,
  type LabThreadData,
} from '../box/index.js';
import { assert, InvariantError } from '../support/index.js';
import type { LabLine, Lost } from './lab-line.js';
import { Patience } from './patience.js';

/** The entry; always the built one, since Node cannot start a thread from TypeScript. */
const ENTRY = fileURLToPath(
  new URL('../../../dist/core/box/lab-thread-worker.js', import.meta.url),
);

/** Of the lab's thread, with what the harness itself needs there. */
const HEAP_MAX_MB = 512;

/** Hardly any answer takes longer; what the waiting costs is looked at from then on. */
const UNWATCHED_MS = 100;

/** A lab in a thread of its own, which is asked over shared memory. */
export class ThreadLine implements LabLine {
  readonly #lab: BoundLab;
  readonly #handlerMaxMs: number;
  #worker: Worker | undefined;
  #port: MessagePort;
  /** Shared with the newest thread. */
  #words: Int32Array;
  #answers: Int32Array;

  constructor(lab: BoundLab, handlerMaxMs: number) {
    this.#lab = lab;
    this.#handlerMaxMs = handlerMaxMs;
    [this.#port, this.#words, this.#answers] = this.#start();
  }

  ask(request: LabRequest): LabAnswer | Lost {
    const [port, words, answers] = [this.#port, this.#words, this.#answers];
    const before = Atomics.load(answers, ANSWERED);
    Atomics.store(answers, PROGRESS, LOADING);
    port.postMessage(request);
    Atomics.add(words, WAKE, 1);
    Atomics.notify(words, WAKE);
    if (!this.#waitFor(before)) return this.#lose();
    const received: { message: LabAnswer } | undefined = receiveMessageOnPort(port);
    assert(received !== undefined, 'the lab thread announced an answer that is not there');
    return received.message;
  }

  close(): void {
    Atomics.store(this.#words, THREAD_STATE, ENDED);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Whether the answer came; false once one handler took too long or the thread ended. */
  #waitFor(before: number): boolean {
    const [words, answers] = [this.#words, this.#answers];
    let patience: Patience | undefined;
    while (Atomics.load(answers, ANSWERED) === before) {
      if (Atomics.load(words, THREAD_STATE) === ENDED) return false;
      const waitMs = patience === undefined ? UNWATCHED_MS : this.#handlerMaxMs;
      if (Atomics.wait(answers, ANSWERED, before, waitMs) !== 'timed-out') continue;
      if (patience === undefined) patience = new Patience(this.#handlerMaxMs);
      else if (patience.isOver(Atomics.load(answers, PROGRESS))) return false;
    }
    return true;
  }

  #lose(): Lost {
    if (Atomics.load(this.#words, THREAD_STATE) === ENDED) {
      throw new InvariantError('the thread that runs the lab has ended');
    }
    const done = Math.max(0, Atomics.load(this.#answers, PROGRESS));
    this.close();
    [this.#port, this.#words, this.#answers] = this.#start();
    return { kind: 'lost', done, how: `did not come back within ${this.#handlerMaxMs / 1000} s` };
  }

  #start(): [port: MessagePort, words: Int32Array, answers: Int32Array] {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(8);
    const signal = new SharedArrayBuffer(8);
    const workerData: LabThreadData = { lab: this.#lab, shared, signal, port: port2 };
    this.#worker = new Worker(ENTRY, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
    });
    // What went wrong in the thread shows in its answers, or in their absence.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
    port1.unref();
    return [port1, new Int32Array(shared), new Int32Array(signal)];
  }
}
