import process from 'node:process';
import { LOADING } from '../box/index.js';

/** Starting a thread and loading a lab takes a tenth of a second where nothing else runs. */
const START_MAX_MS = 30_000;
/** Of the time a handler may take: what it has been given at least when it is given up. */
const GIVEN_SHARE = 0.5;
/**
 * A process that works less than this during two waits is not just on a busy machine. Looking
 * after it takes some of it.
 */
const IDLE_MS = 5;

/**
 * How long a lab's thread is waited for. The clock alone does not tell: on a busy machine the
 * thread gets little time to work. While the thread that waits for it sleeps, what the process
 * uses is the lab's, and that of helpers.
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

  /** Whether to give up, after one more wait of as long as a handler may take. */
  isOver(progress: number): boolean {
    const now = this.#cpuMs();
    this.#idle = now - this.#last < IDLE_MS ? this.#idle + 1 : 0;
    this.#last = now;
    if (progress !== this.#progress) {
      this.#progress = progress;
      this.#since = now;
      return false;
    }
    const maxMs = progress === LOADING ? START_MAX_MS : this.#handlerMaxMs * GIVEN_SHARE;
    return this.#idle > 1 || now - this.#since >= maxMs;
  }
}

/** CPU milliseconds of this process, in all its threads. */
function cpuMsUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
