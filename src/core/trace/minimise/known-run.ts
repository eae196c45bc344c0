import {
  madeBy,
  Origins,
  type Envelope,
  type Origin,
  type PendingTimer,
} from '../../system/index.js';
import type { Executed, Executor } from '../replay/index.js';
import type { TraceCommand, TraceEvent } from '../file/index.js';

/** A run that was taken, with every state on its way: it can be taken on from any of them. */
export class KnownRun {
  readonly executor: Executor;
  readonly events: readonly TraceEvent[];
  /** Before each event, and after the last. */
  readonly states: readonly Executed[];
  /** Every command is handed in by an event. */
  readonly isExplicit: boolean;
  #origins: readonly (Origin | undefined)[] | undefined;

  constructor(
    executor: Executor,
    taken: { readonly events: readonly TraceEvent[]; readonly states: readonly Executed[] },
    isExplicit: boolean,
  ) {
    this.executor = executor;
    this.events = taken.events;
    this.states = taken.states;
    this.isExplicit = isExplicit;
  }

  get end(): Executed {
    return this.states.at(-1) as Executed;
  }

  /** Where the message or timer that an event is about came from. */
  originOf(index: number): Origin | undefined {
    this.#origins ??= this.#allOrigins();
    return this.#origins[index];
  }

  /** What an event put into the world. */
  madeBy(index: number): readonly (Envelope | PendingTimer)[] {
    const { action } = this.events[index] as TraceEvent;
    return madeBy(action, (this.states[index + 1] as Executed).effects);
  }

  #allOrigins(): readonly (Origin | undefined)[] {
    const origins = new Origins(this.executor.stepper.empty().network);
    return this.events.map(({ action }, index) => {
      return origins.take(action, (this.states[index + 1] as Executed).effects);
    });
  }

  /** The command that an event hands in. */
  commandOf(index: number): TraceCommand | undefined {
    const action = this.events[index]?.action;
    if (action?.kind !== 'command') return undefined;
    const { locals } = (this.states[index] as Executed).world;
    const number = locals.get(action.client)?.results.length ?? 0;
    return this.executor.plan.workloads.get(action.client)?.[number];
  }
}
