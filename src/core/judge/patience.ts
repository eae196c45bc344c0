import process from 'node:process';
import { LOADING } from '../box/index.js';

/** Starting a thread and loading a lab takes a tenth of a second where nothing else runs. */
const START_MAX_MS = 30_000;
/**
 * A process that uses less CPU time than this during two waits is idle, even on a busy machine.
 * Watching it uses some of that time.
 */
const IDLE_MS = 5;

/**
 * Decides how long to wait for a lab's thread. The clock alone is not enough: on a busy machine the
 * thread gets little CPU time. While the waiting thread sleeps, the CPU time that the process uses
 * is the lab's and that of helpers.
 */
export class Patience {
  readonly #handlerMaxMs: number;
  readonly #cpuMs: () => number;
  #progress = LOADING;
  /** CPU times when this progress was first seen, and at the last look. */
  #since: number;
  #last: number;
  #idle = 0;

  constructor(handlerMaxMs: number, cpuMs: () => number = cpuMsUsed) {
    this.#handlerMaxMs = handlerMaxMs;
    this.#cpuMs = cpuMs;
    this.#since = this.#last = cpuMs();
  }

  /** Whether to give up, after one more wait. */
  isOver(progress: number): boolean {
    const now = this.#cpuMs();
    this.#idle = now - this.#last < IDLE_MS ? this.#idle + 1 : 0;
    this.#last = now;
    if (progress !== this.#progress) {
      this.#progress = progress;
      this.#since = now;
      return false;
    }
    const maxMs = progress === LOADING ? START_MAX_MS : this.#handlerMaxMs;
    return this.#idle > 1 || now - this.#since >= maxMs;
  }
}

/** CPU milliseconds of this process, over all its threads. */
function cpuMsUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
