import { getHeapStatistics } from 'node:v8';
import type { Search, SearchProgress, SearchSettings } from './search.js';

/** How many random steps to take between two checks of the limits and of who is waiting. */
export const STEPS_BETWEEN_LOOKS = 256;
/** The time between two reports, and between two looks at the memory. */
const REPORT_MS = 100;
const MEMORY_MS = 50;
/** If more than this share of a search's memory is in use at its start, it frees garbage first. */
const LEFT_SHARE_MAX = 1 / 4;
/** The share of the heap's limit beyond which a collection might not find room. */
const HEAP_SHARE_MAX = 0.8;

/** What may end a search from outside: time, memory, and whoever waits for it. */
export class Limits {
  readonly #settings: SearchSettings;
  readonly #report: Parameters<Search>[2];
  readonly #heapMaxBytes = getHeapStatistics().heap_size_limit * HEAP_SHARE_MAX;
  readonly #startMs = performance.now();
  #reportedMs = this.#startMs;
  #measuredMs = this.#startMs;

  constructor(settings: SearchSettings, report: Parameters<Search>[2]) {
    this.#settings = settings;
    this.#report = report;
    // Garbage from an earlier search in this process would end this one at once.
    if (process.memoryUsage.rss() > settings.memoryMaxBytes * LEFT_SHARE_MAX) globalThis.gc?.();
  }

  /** What ends the search now, if anything; cheap enough to call all the time. */
  reached(progress: () => SearchProgress): 'time' | 'memory' | 'stopped' | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#startMs > this.#settings.timeMaxMs) return 'time';
    if (nowMs - this.#measuredMs > MEMORY_MS) {
      this.#measuredMs = nowMs;
      if (!this.hasRoomFor(0)) return 'memory';
    }
    if (this.#report === undefined || nowMs - this.#reportedMs < REPORT_MS) return undefined;
    this.#reportedMs = nowMs;
    return this.#report(progress()) === 'stop' ? 'stopped' : undefined;
  }

  /** Whether the process may grow by this much. */
  hasRoomFor(bytes: number): boolean {
    const { rss } = process.memoryUsage;
    if (rss() + bytes > this.#settings.memoryMaxBytes) return false;
    return process.memoryUsage().heapUsed < this.#heapMaxBytes;
  }
}
