import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FrameTooLong, type BoundLab, type LabAnswer, type LabRequest } from '../box/index.js';
import type { ClassTable } from '../canon/index.js';
import { wasKilled, whyNotStarted, type BoxCommand } from '../isolation/index.js';
import { assert, LabFault } from '../support/index.js';
import { AnswerReader, NoAnswer } from './answer-reader.js';
import { PipedProcess } from './piped-process.js';
import { ASKED, NEVER, PID, REASON, STOP, WORDS, type BoxWatchData } from './box-watch-signals.js';
import type { Brevity, LabLine, Lost } from './lab-line.js';

/** The watch's entry: always the built one, since Node cannot start a thread from TypeScript. */
const WATCH = fileURLToPath(
  new URL('../../../dist/core/judge/box-watch-worker.js', import.meta.url),
);

/** Node and the harness themselves need 80 MiB. */
const RESIDENT_MAX_BYTES = 768 * 2 ** 20;
/** The CPU time of a brief question: to load the lab again, and to be sure. */
const BRIEF_MAX_MS = 1500;
/** Nothing a lab does needs a longer answer. */
const ANSWER_BYTES_MAX = 64 * 2 ** 20;

/** Somebody killed the box, or it could not start: that says nothing about the lab in it. */
export class BoxKilled extends Error {
  readonly code = 'ERR_LABTEST_KILLED';
  constructor() {
    super('the process that runs the lab was killed, or could not start');
  }
}

/** A lab in its own boxed process, which is asked over a pipe. */
export class ProcessLine implements LabLine {
  readonly #lab: BoundLab;
  readonly #command: BoxCommand;
  readonly #handlerMaxMs: number;
  readonly #reader: AnswerReader;
  readonly #shared = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT);
  readonly #words = new Int32Array(this.#shared);
  readonly #watch: Worker;
  #box: PipedProcess | undefined;
  #asked = NEVER;
  /** A request that was sent, and whose answer nobody has fetched. */
  #prepared: LabRequest | undefined;
  readonly #dropped = new WeakSet<LabRequest>();
  #isClosed = false;

  constructor(lab: BoundLab, classes: ClassTable, command: BoxCommand, handlerMaxMs: number) {
    this.#lab = lab;
    this.#command = command;
    this.#handlerMaxMs = handlerMaxMs;
    this.#reader = new AnswerReader(classes);
    const workerData: BoxWatchData = {
      shared: this.#shared,
      questionMaxMs: handlerMaxMs,
      briefMaxMs: Math.min(BRIEF_MAX_MS, handlerMaxMs),
      residentMaxBytes: RESIDENT_MAX_BYTES,
    };
    this.#watch = new Worker(WATCH, { workerData });
    this.#watch.on('error', () => undefined);
    this.#watch.unref();
    // The box loads the harness while the judge does other things.
    this.#box = this.#start();
  }

  prepare(request: LabRequest): boolean {
    if (this.#box === undefined) return false;
    // If the box has ended, the missing answer shows it.
    send(this.#box, JSON.stringify(request));
    this.#prepared = request;
    return true;
  }

  ask(request: LabRequest, brevity?: Brevity): LabAnswer | Lost {
    assert(!this.#isClosed, 'the process that runs the lab has been ended');
    if (this.#dropped.has(request)) return { kind: 'lost', done: undefined, how: 'is too late' };
    const isSent = this.#prepared === request;
    if (!isSent) this.#dropPrepared();
    this.#prepared = undefined;
    const box = (this.#box ??= this.#start());
    try {
      const text =
        isSent || send(box, JSON.stringify(request)) ? this.#read(box, brevity) : undefined;
      return text === undefined ? this.#lose(box) : this.#reader.read(text, request);
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof FrameTooLong)) throw error;
      this.#drop(box);
      throw new LabFault({
        kind: 'process',
        message: `the process that runs your code gave an invalid answer: ${error.message}`,
      });
    }
  }

  /** The next answer's text, under watch; `undefined` if the box has ended. */
  #read(box: PipedProcess, brevity: Brevity | undefined): string | undefined {
    this.#asked += 2;
    Atomics.store(this.#words, ASKED, brevity === undefined ? this.#asked : this.#asked + 1);
    try {
      return box.answers.read();
    } finally {
      Atomics.store(this.#words, ASKED, NEVER);
    }
  }

  /** Reads past an answer that nobody fetched. */
  #dropPrepared(): void {
    const box = this.#box;
    if (this.#prepared === undefined || box === undefined) return;
    this.#dropped.add(this.#prepared);
    try {
      if (this.#read(box, 'asked again') === undefined) this.#drop(box);
    } catch (error) {
      if (!(error instanceof FrameTooLong)) throw error;
      this.#drop(box);
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#box !== undefined) this.#drop(this.#box);
    Atomics.store(this.#words, STOP, 1);
    Atomics.notify(this.#words, STOP);
  }

  #start(): PipedProcess {
    const box = new PipedProcess(this.#command, ANSWER_BYTES_MAX);
    Atomics.store(this.#words, REASON.word, 0);
    Atomics.store(this.#words, PID, box.pid);
    // If the box has already ended, the first missing answer shows it.
    send(box, JSON.stringify(this.#lab));
    return box;
  }

  /** @throws BoxKilled */
  #lose(box: PipedProcess): Lost {
    const how = this.#howItEnded(box);
    this.#drop(box);
    if (how === undefined) throw new BoxKilled();
    return { kind: 'lost', done: undefined, how };
  }

  /** What to say about the running handler; undefined if the lab did not cause the end. */
  #howItEnded(box: PipedProcess): string | undefined {
    const { time, memory } = REASON.values;
    const why = Atomics.load(this.#words, REASON.word);
    if (why === time) return `hangs: stopped after ${this.#handlerMaxMs / 1000} s`;
    if (why === memory || OUT_OF_MEMORY.test(box.lastWords())) return 'ran out of memory';
    if (box.pid === 0 || whyNotStarted(box.lastWords()) !== undefined) return undefined;
    return wasKilled(box.pid) ? undefined : 'ended the process it ran in';
  }

  #drop(box: PipedProcess): void {
    Atomics.store(this.#words, PID, 0);
    box.kill();
    this.#box = undefined;
  }
}

const OUT_OF_MEMORY = /out of memory|invalid (array |table )?size|allocation failed|ENOMEM/i;

/** False if the box has ended. */
function send(box: PipedProcess, text: string): boolean {
  try {
    box.requests.write(text);
    return true;
  } catch {
    return false;
  }
}
