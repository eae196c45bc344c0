import type { Canonical, ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import {
  NO_EFFECTS,
  type Action,
  type Handlers,
  type Step,
  type Stepper,
} from '../../system/index.js';
import { ClientHistory, type End } from './client-history.js';
import { stepperOf } from './trace-plan.js';
import type { Trace } from '../file/index.js';
import type { WorkBudget } from './work-budget.js';

/** Where actions led, with the last step of them. */
export type Executed = End & Step;

export interface ExecutorOptions {
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  readonly decoded: (text: Canonical) => object;
  readonly budget: WorkBudget;
  /** A node that decides what may be demanded of the others: see {@link Executor.isFair}. */
  readonly arbiter?: Address | undefined;
}

/** By crashed node: the arbiter's state at the crash. */
export type Crashes = ReadonlyMap<Address, string | undefined>;

/** Replays events of a run, over and over, and counts them. */
export class Executor {
  readonly stepper: Stepper;
  readonly history: ClientHistory;
  readonly plan: Trace;
  readonly options: ExecutorOptions;
  /** The crashes of the run as recorded. */
  readonly #crashes: Crashes;

  constructor(plan: Trace, options: ExecutorOptions, crashes: Crashes = new Map()) {
    const { handlers, classes, decoded } = options;
    this.stepper = stepperOf(plan, handlers, classes, decoded);
    this.history = new ClientHistory(plan.workloads, this.stepper, decoded);
    this.plan = plan;
    this.options = options;
    this.#crashes = crashes;
  }

  /** The same with other commands. */
  with(workloads: Trace['workloads']): Executor {
    return new Executor({ ...this.plan, workloads }, this.options, this.#crashes);
  }

  /** The same, in a run with these crashes. */
  under(crashes: Crashes): Executor {
    return new Executor(this.plan, this.options, crashes);
  }

  initial(): Executed {
    const world = this.stepper.empty();
    return { world, actor: undefined, effects: NO_EFFECTS, mark: undefined };
  }

  step({ world, mark }: Executed, action: Action): Executed {
    this.options.budget.spendSteps(1);
    const step = this.stepper.step(world, action);
    return { ...step, mark: this.history.after(mark, step) };
  }

  refusal({ world }: Executed, action: Action): string | undefined {
    return this.stepper.refusal(world, action);
  }

  /**
   * A crash may be part of a failure only where it was allowed to happen: where the arbiter has the
   * same state as when that node crashed in the recording. Otherwise a shorter run might fail only
   * because a node crashed too early.
   */
  isFair({ world }: Executed, action: Action): boolean {
    const { arbiter } = this.options;
    if (action.kind !== 'crash' || arbiter === undefined) return true;
    if (this.plan.workloads.has(action.node) || !this.#crashes.has(action.node)) return true;
    return world.locals.get(arbiter)?.node === this.#crashes.get(action.node);
  }
}
