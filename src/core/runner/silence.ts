/** What a process and the clock say of themselves. */
export interface Clocks {
  readonly wallMs: () => number;
  /** CPU time the process has used; undefined where the system does not tell. */
  readonly cpuMs: () => number | undefined;
}

/** Between two looks; where the CPU time is unknown, no pause counts for more than two. */
export const LOOK_MS = 250;
/** A process that gets less of the machine than this is given up, which says nothing of its lab. */
const STARVED_TIMES = 20;

/**
 * How long a process has given no sign of life. What counts is the time that it worked: on a
 * machine that is busy, asleep or stopped it says nothing either, and that is no fault of a lab.
 */
export class Silence {
  readonly #clocks: Clocks;
  readonly #maxMs: number;
  #wallMs = 0;
  #workedMs = 0;
  #seen: Reading;

  constructor(clocks: Clocks, maxMs: number) {
    this.#clocks = clocks;
    this.#maxMs = maxMs;
    this.#seen = this.#read();
  }

  /** The process gave a sign of life. */
  end(): void {
    this.#wallMs = 0;
    this.#workedMs = 0;
    this.#seen = this.#read();
  }

  /** Looks at the clocks; has to be done every {@link LOOK_MS}. */
  look(): 'going on' | 'hung' | 'starved' {
    const [before, now] = [this.#seen, this.#read()];
    this.#seen = now;
    const passedMs = now.wallMs - before.wallMs;
    this.#wallMs += Math.min(passedMs, 2 * LOOK_MS);
    this.#workedMs += Math.min(passedMs, workedMsBetween(before, now));
    if (this.#workedMs >= this.#maxMs) return 'hung';
    return this.#wallMs >= this.#maxMs * STARVED_TIMES ? 'starved' : 'going on';
  }

  /** Milliseconds of the silence. */
  get lastedMs(): number {
    return this.#workedMs;
  }

  #read(): Reading {
    return { wallMs: this.#clocks.wallMs(), cpuMs: this.#clocks.cpuMs() };
  }
}

interface Reading {
  readonly wallMs: number;
  readonly cpuMs: number | undefined;
}

function workedMsBetween(before: Reading, now: Reading): number {
  if (now.cpuMs === undefined || before.cpuMs === undefined) return 2 * LOOK_MS;
  // What a process used that has ended meanwhile is not counted any more.
  return Math.max(0, now.cpuMs - before.cpuMs);
}
