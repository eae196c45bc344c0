/** The CPU time of a process, and the clock. */
export interface Clocks {
  readonly wallMs: () => number;
  /** CPU time the process has used; undefined if the system does not say. */
  readonly cpuMs: () => number | undefined;
}

/** The time between two looks; without a CPU time, no pause counts for more than two looks. */
export const LOOK_MS = 250;
/** A process that gets less of the machine is given up, which says nothing about its lab. */
const STARVED_TIMES = 20;

/**
 * How long a process has given no sign of life. Only its CPU time counts: on a machine that is
 * busy, asleep or stopped it says nothing either, which is not the lab's fault.
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

  /** Looks at the clocks; call this every {@link LOOK_MS}. */
  look(): 'going on' | 'hung' | 'starved' {
    const [before, now] = [this.#seen, this.#read()];
    this.#seen = now;
    const passedMs = now.wallMs - before.wallMs;
    this.#wallMs += Math.min(passedMs, 2 * LOOK_MS);
    this.#workedMs += Math.min(passedMs, workedMsBetween(before, now));
    if (this.#workedMs >= this.#maxMs) return 'hung';
    return this.#wallMs >= this.#maxMs * STARVED_TIMES ? 'starved' : 'going on';
  }

  /** How many milliseconds the silence has lasted. */
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
  // The CPU time of a process that has ended meanwhile no longer counts.
  return Math.max(0, now.cpuMs - before.cpuMs);
}
