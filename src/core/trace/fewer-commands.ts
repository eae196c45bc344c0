import type { ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Envelope, PendingTimer } from '../system/index.js';
import { about, madeBy, Origins, type Origin } from './origins.js';
import { Taker, type Taken, type TakerOptions } from './taker.js';
import type { Trace, TraceAction, TraceEvent } from './trace.js';

/** How many first commands a client does without; `all`: the client is not there. */
type Dropped = ReadonlyMap<Address, number | 'all'>;

/** A shorter run that fails in the same way, and who takes it. */
export interface Shorter {
  readonly trace: Trace;
  readonly taker: Taker;
}

/** Whether a run that was taken this far fails in the same way. */
export type Fails = (taken: Taken, by: Taker) => boolean;

export interface FewerCommandsOptions {
  readonly taker: TakerOptions;
  readonly crashes: Taker['crashes'];
  readonly fails: Fails;
  /** The failure shows at the end only. */
  readonly isAtEnd: boolean;
  readonly isOver: () => boolean;
}

/**
 * Looks for a run that fails in the same way with the last few commands of each client alone, and
 * with fewer clients. Without the first commands the others carry other numbers: an event of the
 * recorded run is taken on the message or timer that stands in the same place, and left out when
 * what made that is left out.
 */
export class FewerCommands {
  readonly #trace: Trace;
  readonly #options: FewerCommandsOptions;
  /** For each event: where the message or timer it is about came from. */
  readonly #origins: readonly (Origin | undefined)[];
  /** How many commands each client was handed. */
  readonly #handed: ReadonlyMap<Address, number>;

  constructor(trace: Trace, events: readonly TraceEvent[], options: FewerCommandsOptions) {
    this.#options = options;
    const { taker } = options;
    const { explicit, handed } = withExplicitCommands(trace, events, new Taker(trace, taker));
    this.#trace = explicit;
    this.#handed = handed;
    this.#origins = originsIn(explicit, new Taker(explicit, taker), taker.classes);
  }

  find(): Shorter | undefined {
    const { isOver } = this.#options;
    const most = Math.max(0, ...this.#handed.values());
    let dropped: Dropped = new Map();
    let best: Shorter | undefined;
    for (let kept = 1; kept < most && best === undefined && !isOver(); kept *= 2) {
      dropped = new Map([...this.#handed].map(([client, n]) => [client, Math.max(0, n - kept)]));
      best = this.#without(dropped);
    }
    if (best === undefined) {
      dropped = new Map();
      best = this.#without(dropped);
    }
    for (const client of this.#trace.workloads.keys()) {
      if (best === undefined || isOver()) break;
      const fewer = new Map(dropped).set(client, 'all');
      const shorter = this.#without(fewer);
      if (shorter === undefined) continue;
      dropped = fewer;
      best = shorter;
    }
    return best;
  }

  #without(dropped: Dropped): Shorter | undefined {
    const { taker: options, crashes, fails, isAtEnd } = this.#options;
    const workloads = new Map(
      [...this.#trace.workloads].map(([client, commands]) => {
        const drop = dropped.get(client) ?? 0;
        return [client, drop === 'all' ? [] : commands.slice(drop)];
      }),
    );
    const plan = { ...this.#trace, workloads };
    const taker = new Taker(plan, options, crashes);
    const made = new Map<Origin, Envelope | PendingTimer>();
    const isDropped = skipper(dropped);
    const events: TraceEvent[] = [];
    let taken = taker.initial();
    for (const [i, event] of this.#trace.events.entries()) {
      if (isDropped(event.action)) continue;
      const action = this.#translated(i, event.action, made);
      if (action === undefined || taker.refusal(taken, action) !== undefined) continue;
      if (!taker.isFair(taken, action)) return undefined;
      taken = taker.step(taken, action);
      for (const [origin, what] of madeBy(i, action, taken, options.classes)) {
        made.set(origin, what);
      }
      events.push({ action, atMs: event.atMs });
      if (!isAtEnd && fails(taken, taker)) return { trace: { ...plan, events }, taker };
    }
    return isAtEnd && fails(taken, taker) ? { trace: { ...plan, events }, taker } : undefined;
  }

  #translated(
    index: number,
    action: TraceAction,
    made: ReadonlyMap<Origin, Envelope | PendingTimer>,
  ): TraceAction | undefined {
    const isAbout = ['deliver', 'drop', 'duplicate', 'fire'].includes(action.kind);
    if (!isAbout) return action;
    const origin = this.#origins[index];
    const what = origin === undefined ? undefined : made.get(origin);
    return what && about(action, what);
  }
}

/** Says of each event whether it goes with the commands that are dropped. */
function skipper(dropped: Dropped): (action: TraceAction) => boolean {
  const seen = new Map<Address, number>();
  return (action) => {
    if (action.kind === 'add') return dropped.get(action.node.address) === 'all';
    if (action.kind !== 'command') return false;
    const { client } = action;
    const drop = dropped.get(client) ?? 0;
    if (drop === 'all') return true;
    const before = seen.get(client) ?? 0;
    seen.set(client, before + 1);
    return before < drop;
  };
}

/** The same run, with an event for each command that followed by itself. */
function withExplicitCommands(
  trace: Trace,
  events: readonly TraceEvent[],
  by: Taker,
): { readonly explicit: Trace; readonly handed: ReadonlyMap<Address, number> } {
  const handed = new Map<Address, number>();
  const all: TraceEvent[] = [];
  let taken = by.initial();
  for (const { action, atMs } of events) {
    if (by.refusal(taken, action) !== undefined) continue;
    const { length } = taken.marks;
    taken = by.step(taken, action);
    all.push({ action, atMs });
    for (const { client, result } of taken.marks.slice(length)) {
      if (result !== undefined) continue;
      handed.set(client, (handed.get(client) ?? 0) + 1);
      if (action.kind !== 'command') all.push({ action: { kind: 'command', client }, atMs });
    }
  }
  const workloads = new Map(
    [...trace.workloads].map(([client, commands]) => [
      client,
      commands.map(({ command }) => ({ command, atOnce: false })),
    ]),
  );
  return { explicit: { ...trace, workloads, events: all, startLength: 0 }, handed };
}

function originsIn(trace: Trace, by: Taker, classes: ClassTable): readonly (Origin | undefined)[] {
  const origins = new Origins();
  let taken = by.initial();
  return trace.events.map(({ action }, i) => {
    if (by.refusal(taken, action) !== undefined) return undefined;
    const origin = origins.of(action);
    taken = by.step(taken, action);
    origins.add(madeBy(i, action, taken, classes));
    return origin;
  });
}
