import { originsIn, type Origin } from './origins.js';
import type { Taken, Taker } from './taker.js';
import type { TraceCommand, TraceEvent } from './trace.js';

/** A run that was taken, with every state on its way: it can be taken on from any of them. */
export class KnownRun {
  readonly taker: Taker;
  readonly events: readonly TraceEvent[];
  /** Before each event, and after the last. */
  readonly states: readonly Taken[];
  /** Every command is handed in by an event. */
  readonly isExplicit: boolean;
  #origins: readonly (Origin | undefined)[] | undefined;

  constructor(
    taker: Taker,
    taken: { readonly events: readonly TraceEvent[]; readonly states: readonly Taken[] },
    isExplicit: boolean,
  ) {
    this.taker = taker;
    this.events = taken.events;
    this.states = taken.states;
    this.isExplicit = isExplicit;
  }

  get end(): Taken {
    return this.states.at(-1) as Taken;
  }

  /** Where the message or timer that an event is about came from. */
  originOf(index: number): Origin | undefined {
    this.#origins ??= originsIn(this.events, this.states);
    return this.#origins[index];
  }

  /** The command that an event hands in. */
  commandOf(index: number): TraceCommand | undefined {
    const action = this.events[index]?.action;
    if (action?.kind !== 'command') return undefined;
    const { locals } = (this.states[index] as Taken).world;
    const number = locals.get(action.client)?.results.length ?? 0;
    return this.taker.plan.workloads.get(action.client)?.[number];
  }
}
