import process from 'node:process';
import type { ExpectedExports } from '../given/index.js';
import { flagsToOptimiseLate } from '../support/index.js';
import {
  processKindOf,
  type FromTestProcess,
  type Job,
  type LoadOrder,
  type ProcessKind,
} from './protocol.js';
import { TestProcess, type JobEnd } from './test-process.js';

interface Waiting {
  readonly job: Job;
  /** The place of the job's test among all tests. */
  readonly turn: number;
  readonly onMessage: (message: FromTestProcess) => void;
  readonly resolve: (end: JobEnd) => void;
}

/** A lab that fills the memory is stopped before the machine begins to swap. */
const RUN_HEAP_MAX_MB = 1024;

/**
 * Hands jobs to test processes, in the order of their tests: what an early test still needs (its
 * failing seed once more, for the diagnosis) does not wait for later tests, so a failure is
 * reported as soon as it can be. At most `processes` work at once, and `searches` of them on a
 * search, which has its own threads and a lot of memory. A process takes another job if the last
 * one left the memory nearly empty: its code is warm, which saves half the time of small searches.
 */
export class ProcessPool {
  readonly #processes: number;
  readonly #searches: number;
  readonly #silentMsMax: number;
  #order: LoadOrder | undefined;
  #queue: Waiting[] = [];
  readonly #idle: TestProcess[] = [];
  readonly #busy = new Set<TestProcess>();
  #closed = false;

  constructor(processes: number, silentMsMax: number, searches = 1) {
    this.#processes = processes;
    this.#searches = searches;
    this.#silentMsMax = silentMsMax;
  }

  /** Starts processes before the lab is ready: they load the harness meanwhile. */
  warm(kind: ProcessKind, count: number): void {
    for (let i = 0; i < Math.min(count, this.#processes); i++) {
      this.#idle.push(startProcess(kind));
    }
  }

  /**
   * The lab's contract, from whichever process knows it first; undefined if none was started
   * beforehand, or none gets that far.
   */
  contract(): Promise<ExpectedExports | undefined> {
    const [first] = [...this.#idle, ...this.#busy];
    return first?.contract ?? Promise.resolve(undefined);
  }

  /**
   * Sends the lab to the processes; from now on jobs start. Another lab may follow once all jobs
   * are done, but only one that trusts the first, since the processes stay.
   */
  load(order: LoadOrder): void {
    this.#order = order;
    for (const idle of this.#idle) idle.load(order);
    this.#dispatch();
  }

  /**
   * Resolves when the job has ended; never, if the pool is closed before that. Jobs of an earlier
   * turn go first; those of the same turn, in the order they came.
   */
  schedule(job: Job, onMessage: (message: FromTestProcess) => void, turn = 0): Promise<JobEnd> {
    return new Promise((resolve) => {
      const behind = this.#queue.findIndex((each) => each.turn > turn);
      const at = behind < 0 ? this.#queue.length : behind;
      this.#queue.splice(at, 0, { job, turn, onMessage, resolve });
      this.#dispatch();
    });
  }

  /** Kills every process. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    for (const each of [...this.#idle, ...this.#busy]) each.kill();
  }

  #dispatch(): void {
    while (this.#order !== undefined && !this.#closed && this.#busy.size < this.#processes) {
      const searching = [...this.#busy].filter(({ kind }) => kind === 'search').length;
      const isFull = searching >= this.#searches;
      const next = this.#queue.findIndex(({ job }) => !(isFull && job.kind === 'search'));
      const [waiting] = next < 0 ? [] : this.#queue.splice(next, 1);
      if (waiting === undefined) return;
      void this.#begin(this.#take(processKindOf(waiting.job), this.#order), waiting);
    }
  }

  #take(kind: ProcessKind, order: LoadOrder): TestProcess {
    const index = this.#idle.findIndex((each) => each.kind === kind && !each.dead);
    const [warm] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (warm !== undefined) return warm;
    const started = startProcess(kind);
    started.load(order);
    return started;
  }

  async #begin(taken: TestProcess, { job, onMessage, resolve }: Waiting): Promise<void> {
    this.#busy.add(taken);
    const end = await taken.run(job, this.#silentMsMax, onMessage);
    this.#busy.delete(taken);
    const reusable = end.kind === 'done' && end.isReusable && !taken.dead;
    if (reusable) this.#idle.push(taken);
    else taken.kill();
    if (this.#closed) return;
    resolve(end);
    // The test may have more to do, which goes before what waits.
    setImmediate(() => this.#dispatch());
  }
}

/**
 * Has V8 optimise code seven times as late as it would. Most tests are over by then, and a tenth of
 * the CPU time of small searches was the optimiser's.
 */
const OPTIMISE_LATE = flagsToOptimiseLate(500_000, process.versions.v8);

/** Node's options. A search frees the previous one's garbage, which may be gigabytes. */
const EXEC_ARGV: Readonly<Record<ProcessKind, readonly string[]>> = {
  run: [...OPTIMISE_LATE, `--max-old-space-size=${RUN_HEAP_MAX_MB}`],
  search: [...OPTIMISE_LATE, '--expose-gc'],
};

/** How much memory such a process may fill. A search stops by itself much earlier. */
const RESIDENT_MAX_BYTES: Readonly<Record<ProcessKind, number>> = {
  run: 2 * RUN_HEAP_MAX_MB * 2 ** 20,
  search: Infinity,
};

function startProcess(kind: ProcessKind): TestProcess {
  return new TestProcess(kind, EXEC_ARGV[kind], RESIDENT_MAX_BYTES[kind]);
}
