import process from 'node:process';
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
import type { Brevity, LabLine, Lost } from './lab-line.js';
import { Patience } from './patience.js';

/** The entry: always the built one, since Node cannot start a thread from TypeScript. */
const ENTRY = fileURLToPath(
  new URL('../../../dist/core/box/lab-thread-worker.js', import.meta.url),
);

/**
 * How much more memory this process may take while one question is open: as much as a box has,
 * ArrayBuffers included. Only the lab's thread can keep filling it.
 */
const FILLED_MAX_BYTES = 768 * 2 ** 20;
/** The thread's heap limit: high, so that the looks notice first. V8 would end the process. */
const HEAP_MAX_MB = 4096;

/** The time between two looks at the memory and the CPU time. Hardly any answer takes this long. */
const LOOK_MS = 250;
/** How long a wait lasts, in the time that a handler may take: others use the machine, too. */
const WAIT_TIMES = 2;
/** The CPU time of a call that has hung before. */
const BRIEF_MAX_MS = 1000;

/** How a thread is lost: it worked too long, filled the memory, or ended. */
type Loss = 'time' | 'memory' | 'ended';

/** A lab in its own thread, which is asked over shared memory. */
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

  /** A request that would be asked again may take its time: a thread says which call hung. */
  ask(request: LabRequest, brevity?: Brevity): LabAnswer | Lost {
    const maxMs =
      brevity === 'hung before' ? Math.min(BRIEF_MAX_MS, this.#handlerMaxMs) : this.#handlerMaxMs;
    const [port, words, answers] = [this.#port, this.#words, this.#answers];
    const before = Atomics.load(answers, ANSWERED);
    Atomics.store(answers, PROGRESS, LOADING);
    port.postMessage(request);
    Atomics.add(words, WAKE, 1);
    Atomics.notify(words, WAKE);
    const loss = this.#waitFor(before, maxMs);
    if (loss !== undefined) return this.#lose(loss);
    const received: { message: LabAnswer } | undefined = receiveMessageOnPort(port);
    assert(received !== undefined, 'the lab thread announced an answer that is not there');
    return received.message;
  }

  close(): void {
    Atomics.store(this.#words, THREAD_STATE, ENDED);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** How the thread was lost if no answer comes; undefined once the answer is there. */
  #waitFor(before: number, maxMs: number): Loss | undefined {
    const [words, answers] = [this.#words, this.#answers];
    const waitMs = maxMs * WAIT_TIMES;
    const lookMs = Math.min(LOOK_MS, waitMs);
    let watch: { readonly patience: Patience; readonly bytes: number; ms: number } | undefined;
    while (Atomics.load(answers, ANSWERED) === before) {
      if (Atomics.load(words, THREAD_STATE) === ENDED) return 'ended';
      if (Atomics.wait(answers, ANSWERED, before, lookMs) !== 'timed-out') continue;
      const bytes = process.memoryUsage.rss();
      watch ??= { patience: new Patience(maxMs), bytes, ms: 0 };
      if (bytes - watch.bytes > FILLED_MAX_BYTES) return 'memory';
      watch.ms += lookMs;
      if (watch.ms < waitMs) continue;
      watch.ms = 0;
      if (watch.patience.isOver(Atomics.load(answers, PROGRESS))) return 'time';
    }
    return undefined;
  }

  #lose(loss: Loss): Lost {
    if (loss === 'ended') throw new InvariantError('the thread that runs the lab has ended');
    const done = Math.max(0, Atomics.load(this.#answers, PROGRESS));
    this.close();
    [this.#port, this.#words, this.#answers] = this.#start();
    const seconds = this.#handlerMaxMs / 1000;
    const how = { time: `hangs: stopped after ${seconds} s`, memory: 'ran out of memory' };
    return { kind: 'lost', done, how: how[loss] };
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
    // The thread's answers, or their absence, show what went wrong in it.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
    port1.unref();
    return [port1, new Int32Array(shared), new Int32Array(signal)];
  }
}
