import type { ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Handlers } from '../system/index.js';
import { ReplayStepper, type ReplayState, type ReplayStep } from './replay-stepper.js';
import { TakenHistory, type Mark } from './taken-history.js';
import type { Trace, TraceAction, TraceEvent } from './trace.js';

/** How far events were taken: where that led, and what clients did on the way. */
export interface Taken {
  readonly state: ReplayState;
  readonly marks: readonly Mark[];
  /** The last step's part at its node. */
  readonly local?: ReplayStep['local'];
}

/** Steps taken so far, by all who share the count. */
export interface Spent {
  steps: number;
}

export interface TakerOptions {
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  readonly spent: Spent;
  /** A node that decides what may be asked of the others: see {@link Taker.isFair}. */
  readonly referee?: Address | undefined;
}

/** Takes events of a run again and again, and counts how many it took. */
export class Taker {
  readonly stepper: ReplayStepper;
  readonly history: TakenHistory;
  /** By crashed node: the referee's state as it crashed in what {@link all} took. */
  readonly crashes = new Map<Address, string | undefined>();
  readonly #plan: Trace;
  readonly #options: TakerOptions;
  /** By crashed node: the referee's state as it crashed in the run as recorded. */
  readonly #atCrash: ReadonlyMap<Address, string | undefined>;

  constructor(plan: Trace, options: TakerOptions, atCrash: Taker['crashes'] = new Map()) {
    this.stepper = new ReplayStepper(plan, options.handlers, options.classes);
    this.history = new TakenHistory(plan.workloads, options.classes);
    this.#plan = plan;
    this.#options = options;
    this.#atCrash = atCrash;
  }

  initial(): Taken {
    return { state: this.stepper.initial(), marks: [] };
  }

  /** Also counts what was taken elsewhere. */
  spend(steps: number): void {
    this.#options.spent.steps += steps;
  }

  step({ state, marks }: Taken, action: TraceAction): Taken {
    this.#options.spent.steps++;
    const { state: after, local } = this.stepper.step(state, action);
    return { state: after, marks: this.history.after(marks, state, after), local };
  }

  refusal({ state }: Taken, action: TraceAction): string | undefined {
    return this.stepper.refusal(state, action);
  }

  /**
   * A crash is part of a failure only where it was allowed to happen: where the referee is in the
   * state in which it was when that node crashed. Else a shorter run might fail for no other reason
   * than that a node crashed too early.
   */
  isFair({ state }: Taken, action: TraceAction): boolean {
    const { referee } = this.#options;
    if (action.kind !== 'crash' || referee === undefined) return true;
    if (this.#plan.workloads.has(action.node) || !this.#atCrash.has(action.node)) return true;
    return state.locals.get(referee)?.node === this.#atCrash.get(action.node);
  }

  /** All events that can be taken, up to the end. */
  all(events: readonly TraceEvent[], from = this.initial()): Taken {
    let taken = from;
    for (const { action } of events) {
      if (this.refusal(taken, action) !== undefined) continue;
      const { referee } = this.#options;
      if (action.kind === 'crash' && referee !== undefined) {
        this.crashes.set(action.node, taken.state.locals.get(referee)?.node);
      }
      taken = this.step(taken, action);
    }
    return taken;
  }
}
