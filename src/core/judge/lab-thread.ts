import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { ClassTable } from '../canon/index.js';
import type { CompiledLab } from '../box/index.js';
import type { HandlerCall, Handlers } from '../system/index.js';
import { ENDED, STATE, type LabThreadData } from '../box/index.js';
import { LabClient, RemoteHandlers, type LabLine } from './remote-handlers.js';
import { RemoteTwins } from './remote-twins.js';
import type { LogLine } from '../box/index.js';
import type { Twins } from '../box/index.js';

/** The entry; always the built one, since Node cannot start a thread from TypeScript. */
const ENTRY = fileURLToPath(
  new URL('../../../dist/core/box/lab-thread-worker.js', import.meta.url),
);

/**
 * Far above what any handler takes; the step budget ends a loop within a second. Twice this is
 * below the silence after which the runner gives a process up: so the handler can be named.
 */
const HANDLER_MAX_MS = 10_000;

/** Of the lab's thread, with what the harness itself needs there. */
const HEAP_MAX_MB = 512;

/** How a lab thread is run. */
export interface LabThreadOptions {
  /** Milliseconds one handler may take before its thread is given up. */
  readonly handlerMaxMs?: number | undefined;
}

/**
 * A lab in a thread of its own, locked down, away from everything that decides a verdict. Searches
 * block on it, so it can be used in threads only that may block.
 */
export class LabThread {
  /** The lab's handlers. */
  readonly handlers: Handlers;
  /** Those of a second instance that shares nothing with the first. */
  readonly fresh: Handlers;
  /** Both, compared in the thread. */
  readonly twins: Twins;
  readonly #lab: CompiledLab;
  readonly #client: LabClient;
  readonly #first: RemoteHandlers;
  #worker: Worker | undefined;
  /** Shared with the newest thread. */
  #words = new Int32Array(new SharedArrayBuffer(8));

  /** `classes` knows the given classes; the lab's are added, as empty ones of their names. */
  constructor(lab: CompiledLab, classes: ClassTable, options: LabThreadOptions = {}) {
    this.#lab = lab;
    classes.addCatalogue(lab.classes);
    this.#client = new LabClient(this.#start(), {
      handlerMaxMs: options.handlerMaxMs ?? HANDLER_MAX_MS,
      onLost: () => this.#start(),
    });
    this.#first = new RemoteHandlers(this.#client, 'first', classes);
    this.handlers = this.#first;
    const fresh = new RemoteHandlers(this.#client, 'fresh', classes);
    this.fresh = fresh;
    this.twins = new RemoteTwins(this.#client, this.#first, fresh);
  }

  /** What a node logs and prints when it is called like this, at every level. */
  logOf(call: HandlerCall): readonly LogLine[] {
    return this.#first.logOf(call);
  }

  /**
   * Evaluates the lab anew, in the same thread, whose code is warm: nothing is left of what its
   * handlers did, as in a thread of its own.
   */
  renew(): void {
    this.#client.renew();
  }

  /** Ends the thread, also in the middle of a handler. The lab answers no more. */
  close(): void {
    Atomics.store(this.#words, STATE, ENDED);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): LabLine {
    this.close();
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(8);
    this.#words = new Int32Array(shared);
    const signal = new SharedArrayBuffer(8);
    const workerData: LabThreadData = {
      lab: this.#lab,
      shared,
      signal,
      port: port2,
    };
    this.#worker = new Worker(ENTRY, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
    });
    // What went wrong in the thread shows in its answers, or in their absence.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
    port1.unref();
    return { port: port1, signal, shared };
  }
}
