import type { ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import {
  FAIR_MS,
  shownFailure,
  type Asked,
  type Executed,
  type Executor,
  type ShownFailure,
} from '../replay/index.js';
import type { Trace, TraceEvent } from '../file/index.js';

/** A command that waited for its result, and from when until when. */
export interface Wait extends Asked {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Where nothing crashes, it is looked again after this many events, and then ever more of them. */
const LOOK_EVERY = 1000;
const LOOK_GROWTH = 1.5;

/**
 * Whether a run whose client waited too long is stuck long before its end: such a run goes on in
 * vain for most of its events, which need not be taken then. It is looked at before each crash,
 * while the client waits, and counts as stuck only if there are as many servers as when the wait
 * ended: fewer might be reason enough to wait.
 */
export class StuckEarlier {
  /** Once it is stuck. */
  failure: ShownFailure | undefined;
  readonly #trace: Trace;
  readonly #wait: Wait;
  readonly #serversMin: number;
  readonly #classes: ClassTable;
  #taken = 0;
  #nextLook = LOOK_EVERY;

  constructor(trace: Trace, wait: Wait, classes: ClassTable) {
    this.#trace = trace;
    this.#wait = wait;
    this.#serversMin = serversAt(trace, wait.untilMs);
    this.#classes = classes;
  }

  /** Whether the next event need not be taken any more. */
  isReached(now: Executed, next: TraceEvent, by: Executor): boolean {
    this.#taken++;
    if (!this.#isLookedAt(next) || !this.#isWaiting(now)) return false;
    this.#nextLook = Math.max(this.#taken + LOOK_EVERY, this.#taken * LOOK_GROWTH);
    this.failure = shownFailure(this.#trace, now, by, this.#classes, this.#wait);
    return this.failure !== undefined;
  }

  #isLookedAt({ action, atMs = 0 }: TraceEvent): boolean {
    const { fromMs, untilMs } = this.#wait;
    if (atMs <= fromMs || atMs + FAIR_MS > untilMs) return false;
    return action.kind === 'crash' || this.#taken >= this.#nextLook;
  }

  #isWaiting({ world: { locals } }: Executed): boolean {
    const { client, index } = this.#wait;
    if (locals.get(client)?.results.length !== index) return false;
    const { workloads } = this.#trace;
    return [...locals.keys()].filter((node) => !workloads.has(node)).length >= this.#serversMin;
  }
}

/** How many servers there were. */
function serversAt({ events, workloads }: Trace, timeMs: number): number {
  const servers = new Set<Address>();
  for (const { action, atMs = 0 } of events) {
    if (atMs > timeMs) break;
    if (action.kind === 'crash') servers.delete(action.node);
    if (action.kind !== 'add') continue;
    const { address } = action.node;
    if (!workloads.has(address)) servers.add(address);
  }
  return servers.size;
}
