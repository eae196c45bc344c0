import { InvariantError } from '../../support/index.js';
import type { Event, Links } from '../../system/index.js';
import type { CellVector } from '../interned/cells.js';
import { NOTHING } from '../interned/locals.js';
import { replayToFault } from '../replay.js';
import type { Approach, SearchProblem } from '../search.js';
import type { Space } from '../interned/space.js';

/** A state by its number; with `fault`, the state after that node's handler throws in it. */
export interface Lead {
  readonly state: number;
  readonly fault: number | undefined;
}

/** The state the search started from. */
const START = 1;

/**
 * Finds the path to a state. No state holds a link to its parent: states are numbered in the order
 * in which their parents were expanded, so it is enough to know, for each chunk of states expanded
 * together, how many states there were before.
 */
export class TraceBack {
  readonly #problem: SearchProblem;
  readonly #links: Links;
  readonly #space: Space;
  readonly #cellsOf: (state: number) => CellVector;
  readonly #firsts: number[] = [];
  readonly #lasts: number[] = [];
  readonly #counts: number[] = [];

  constructor(
    problem: SearchProblem,
    links: Links,
    space: Space,
    cellsOf: (state: number) => CellVector,
  ) {
    this.#problem = problem;
    this.#links = links;
    this.#space = space;
    this.#cellsOf = cellsOf;
  }

  /** Records that the states `first` to `last` are expanded next, when there are `count` in all. */
  chunk(first: number, last: number, count: number): void {
    this.#firsts.push(first);
    this.#lasts.push(last);
    this.#counts.push(count);
  }

  /**
   * The events that lead to a state, and the state. Taking them shows what was thrown, since one
   * fault may stand for different events.
   */
  to(lead: Lead): Approach {
    const { start } = this.#problem;
    if (start.exception !== undefined) return { events: [], state: start };
    const events: Event[] = [];
    if (lead.fault !== undefined) events.push(this.#faultOf(lead.state, lead.fault));
    let state = lead.state;
    while (state !== START) {
      const step = this.#stepTo(state);
      events.push(step.event);
      state = step.parent;
    }
    events.reverse();
    const meant = this.#space.stateOf(this.#cellsOf(lead.state));
    if (lead.fault === undefined) return { events, state: meant };
    return { events, state: replayToFault(this.#problem, this.#links, events, meant) };
  }

  /** The parent of a state, and the event that led from it. */
  #stepTo(state: number): { readonly parent: number; readonly event: Event } {
    const target = this.#cellsOf(state);
    const chunk = this.#chunkThatFound(state);
    for (let parent = this.#firsts[chunk] as number; ; parent++) {
      if (parent > (this.#lasts[chunk] as number)) break;
      const cells = this.#cellsOf(parent);
      if (parent !== START && this.#space.verdictOf(cells) !== 'passes') continue;
      const event = this.#eventBetween(cells, target);
      if (event !== undefined) return { parent, event };
    }
    throw new InvariantError(`state ${state} has no parent`);
  }

  #chunkThatFound(state: number): number {
    let low = 0;
    let high = this.#counts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#counts[middle] as number) < state) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #eventBetween(cells: CellVector, target: CellVector): Event | undefined {
    const tried = new Set<number>();
    for (let node = 0; node < cells.length; node++) {
      const cell = cells[node] as number;
      for (const { event, outcome } of this.#space.cells.eventsOf(cell)) {
        // A cell's events may be unknown: then the state was never expanded.
        if (outcome === 0) return undefined;
        if (outcome === NOTHING || tried.has(outcome)) continue;
        tried.add(outcome);
        const after = this.#space.cells.after(cells, node, outcome);
        if (after.every((value, i) => value === target[i])) return this.#eventOf(cell, event);
      }
    }
    return undefined;
  }

  #faultOf(state: number, node: number): Event {
    const cell = this.#cellsOf(state)[node] as number;
    const { locals } = this.#space.cells;
    for (const { event, outcome } of this.#space.cells.eventsOf(cell)) {
      if (outcome !== NOTHING && locals.outcome(outcome).fault !== undefined) {
        return this.#eventOf(cell, event);
      }
    }
    throw new InvariantError('an exception without an event');
  }

  #eventOf(cell: number, event: number): Event {
    return this.#space.eventOf(this.#space.cells.localOf(cell), event);
  }
}
