import { leaveOutSingles, leaveOutSpans } from '../../support/index.js';
import type { Action } from '../../system/index.js';
import type { ShownFailure, WorkBudget } from '../replay/index.js';
import type { KnownRun } from './known-run.js';
import { retake, type LeftOut } from './retake.js';

/** A run that fails in the same way all along while events of it are left out. */
export class Reduction {
  readonly failure: ShownFailure;
  readonly #budget: WorkBudget;
  #run: KnownRun;

  constructor(run: KnownRun, failure: ShownFailure, budget: WorkBudget) {
    this.failure = failure;
    this.#budget = budget;
    this.#run = run;
  }

  get run(): KnownRun {
    return this.#run;
  }

  get isOver(): boolean {
    return this.#budget.isOver;
  }

  /** Leaves these events out, and with them what then cannot happen, if it still fails then. */
  without(leftOut: Iterable<number>): boolean {
    const those = new Set(leftOut);
    if (those.size === 0) return false;
    return this.#try({ from: Math.min(...those), has: (index) => those.has(index) });
  }

  /** Leaves out all actions for which it holds, if it still fails then. */
  withoutAll(is: (action: Action) => boolean): boolean {
    const { events } = this.#run;
    return this.without([...events.keys()].filter((i) => is(events[i]?.action as Action)));
  }

  /** Leaves out events, many at once at first. */
  withoutSpans(): void {
    leaveOutSpans(this.#eventsOf(false));
  }

  /** Leaves out single events until none can be left out alone. */
  withoutSingles(): void {
    leaveOutSingles(this.#eventsOf(false), this.#eventsOf(true));
  }

  #eventsOf(isExact: boolean) {
    const length = (): number => this.#run.events.length;
    const isOver = (): boolean => this.isOver;
    return {
      get length() {
        return length();
      },
      get isOver() {
        return isOver();
      },
      leaveOut: (from: number, until: number): void => {
        this.#try({ from, has: (index) => index < until, isExact });
      },
    };
  }

  #try(leftOut: LeftOut): boolean {
    if (this.isOver) return false;
    const shorter = retake(this.#run, leftOut, this.failure);
    if (shorter === undefined) return false;
    this.#run = shorter;
    return true;
  }
}
