import type { KnownRun } from './known-run.js';
import { retake, type LeftOut } from './retake.js';
import type { ShownFailure } from './shown-failure.js';
import type { WorkBudget } from './work-budget.js';

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

  /** Leaves out spans of so many events, one after the other, from the end to the start. */
  withoutSpans(size: number, isExact = false): void {
    for (let end = this.#run.events.length; end > 0 && !this.isOver; end -= size) {
      const from = Math.max(0, end - size);
      const until = end;
      this.#try({ from, has: (index) => index < until, isExact });
    }
  }

  #try(leftOut: LeftOut): boolean {
    if (this.isOver) return false;
    const shorter = retake(this.#run, leftOut, this.failure);
    if (shorter === undefined) return false;
    this.#run = shorter;
    return true;
  }
}
