import type { SearchProgress, Explored } from './search.js';

/** The counts of a search, level by level. */
export class Tally {
  states = 0;
  transitions = 0;
  /** The last step that brought something new, counted from 1. */
  lastNews = 0;
  /** The deepest level that holds a state. */
  depth = 0;
  readonly #statesPerDepth: number[] = [];
  readonly #transitionsFromDepth: number[] = [];
  readonly #prunedPerDepth: number[] = [];

  addStates(depth: number, count: number): void {
    if (count === 0) return;
    this.states += count;
    this.depth = Math.max(this.depth, depth);
    this.#statesPerDepth[depth] = (this.#statesPerDepth[depth] ?? 0) + count;
  }

  addTransitions(depth: number, count: number): void {
    this.transitions += count;
    this.#transitionsFromDepth[depth] = (this.#transitionsFromDepth[depth] ?? 0) + count;
  }

  /** Adds one step from each depth of a walk to `depth`. */
  addWalk(depth: number): void {
    const steps = this.#transitionsFromDepth;
    const states = this.#statesPerDepth;
    for (let at = 0; at < depth; at++) {
      steps[at] = (steps[at] ?? 0) + 1;
      states[at + 1] = (states[at + 1] ?? 0) + 1;
    }
    this.transitions += depth;
    this.states += depth;
    this.depth = Math.max(this.depth, depth);
  }

  addPruned(depth: number): void {
    this.#prunedPerDepth[depth] = (this.#prunedPerDepth[depth] ?? 0) + 1;
  }

  progress(frontier: number): SearchProgress {
    const { states, transitions, depth } = this;
    const statesPerDepth = this.#filled(this.#statesPerDepth);
    const bytes = process.memoryUsage.rss();
    return { states, transitions, depth, statesPerDepth, frontier, bytes };
  }

  /** The counts, as a result states them. */
  counts(): Pick<
    Explored,
    | 'states'
    | 'transitions'
    | 'lastNews'
    | 'depth'
    | 'statesPerDepth'
    | 'transitionsFromDepth'
    | 'prunedPerDepth'
    | 'bytes'
  > {
    return {
      states: this.states,
      transitions: this.transitions,
      lastNews: this.lastNews,
      depth: this.depth,
      statesPerDepth: this.#filled(this.#statesPerDepth),
      transitionsFromDepth: this.#filled(this.#transitionsFromDepth),
      prunedPerDepth: this.#filled(this.#prunedPerDepth),
      bytes: process.memoryUsage.rss(),
    };
  }

  #filled(counts: readonly number[]): number[] {
    return Array.from({ length: this.depth + 1 }, (_, depth) => counts[depth] ?? 0);
  }
}
