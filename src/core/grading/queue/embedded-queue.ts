import type { GradeJob } from '../grade-job.js';
import type { LabFiles } from '../intake/lab-files.js';
import type { TestResult } from '../test-record.js';
import { MachineLimit } from '../../machine/index.js';
import { withoutVerdict } from '../without-verdict.js';
import { SlotNumbers } from './slot-numbers.js';
import type { GradingQueue, QueueListener } from './queue.js';

/** Grades one job, as {@link gradeOne} does; no two at a time have the same slot. */
export type GradeWork = (
  job: GradeJob,
  lab: LabFiles,
  slot: number,
  onResult: (result: TestResult) => void,
) => Promise<void>;

/** Times a job is tried when the harness itself fails at it. */
const ATTEMPTS_MAX = 3;

/**
 * The queue inside this process: nothing to install. What has been found out is in the journal, so
 * the queue itself keeps nothing: whoever starts again submits what is left.
 */
export class EmbeddedQueue implements GradingQueue {
  readonly #slots: number;
  readonly #work: GradeWork;
  readonly #listener: QueueListener;
  readonly #signal: AbortSignal;
  readonly #running = new Map<string, Promise<void>>();
  readonly #slotsFree: SlotNumbers;
  /** The machine gives no more: whoever submits or waits is told. */
  #halted: MachineLimit | undefined;

  constructor(slots: number, work: GradeWork, listener: QueueListener, signal: AbortSignal) {
    this.#slots = slots;
    this.#slotsFree = new SlotNumbers(slots);
    this.#work = work;
    this.#listener = listener;
    this.#signal = signal;
  }

  async submit(job: GradeJob, lab: LabFiles): Promise<void> {
    if (this.#running.has(job.id)) return;
    while (this.#running.size >= this.#slots) await Promise.race(this.#running.values());
    if (this.#halted !== undefined) throw this.#halted;
    if (this.#signal.aborted) return;
    const running = this.#run(job, lab).finally(() => this.#running.delete(job.id));
    this.#running.set(job.id, running);
  }

  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    if (this.#halted !== undefined) throw this.#halted;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #run(job: GradeJob, lab: LabFiles): Promise<void> {
    const slot = this.#slotsFree.take();
    try {
      await this.#runIn(slot, job, lab);
    } finally {
      this.#slotsFree.giveBack(slot);
    }
  }

  async #runIn(slot: number, job: GradeJob, lab: LabFiles): Promise<void> {
    this.#listener.started(job);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#work(job, lab, slot, (result) => this.#listener.result(job, result));
        break;
      } catch (error) {
        if (this.#signal.aborted) return;
        if (error instanceof MachineLimit) return void (this.#halted = error);
        const why = withoutVerdict(error);
        if (why.fault === 'harness' && attempt < ATTEMPTS_MAX) continue;
        return this.#listener.failed(job, why);
      }
    }
    if (!this.#signal.aborted) await this.#listener.done(job);
  }
}
