import type { Random } from '../support/index.js';
import type { Event } from '../system/index.js';
import { EFFECT_FAULT, EFFECT_TOUCHES } from './cell-arrays.js';
import type { Cells } from './cells.js';
import { NOTHING } from './locals.js';
import { PairMap } from './pair-map.js';
import type { Space } from './space.js';
import type { CellVector } from './verdicts.js';

/** The events of one cell, in their order. */
interface CellEvents {
  readonly events: Int32Array;
  readonly outcomes: Int32Array;
}

/** What a step of a probe came to. */
export interface ProbeStep {
  readonly fault: boolean;
  /** Whether a predicate may say something else than before it. */
  readonly touches: boolean;
}

/** A walk through the state space, one random event after the other. */
export class Probe {
  /** Where it is. */
  readonly cells: CellVector;
  readonly #space: Space;
  readonly #table: Cells;
  readonly #before: CellVector;
  readonly #start: CellVector;
  readonly #events: (CellEvents | undefined)[] = [];
  /** (cell, outcome) → the cell after it. */
  readonly #nexts = new PairMap(4096, false);
  /** By outcome; what it sends and its flags, read once. */
  readonly #flags: number[] = [];
  /** The way so far: cells and their events. */
  readonly #wayCells: number[] = [];
  readonly #wayEvents: number[] = [];
  /** The events tried in vain where it is, ascending. */
  readonly #tried: number[] = [];

  constructor(space: Space) {
    this.#space = space;
    this.#table = space.cells;
    this.#start = space.start();
    this.cells = this.#start.slice();
    this.#before = this.#start.slice();
  }

  get depth(): number {
    return this.#wayCells.length;
  }

  restart(): void {
    this.cells.set(this.#start);
    this.#wayCells.length = 0;
    this.#wayEvents.length = 0;
    this.#tried.length = 0;
  }

  /** Results, then messages, as one number. */
  progress(): number {
    let progress = 0;
    for (const cell of this.cells) progress += this.#table.progressOf(cell);
    return progress;
  }

  /** Takes one of the events that were not tried here, or gives `undefined` when there is none. */
  step(random: Random): ProbeStep | undefined {
    const { cells } = this;
    let total = 0;
    for (const cell of cells) total += this.#eventsOf(cell).events.length;
    if (total === this.#tried.length) return undefined;
    let choice = random.below(total - this.#tried.length);
    for (const tried of this.#tried) if (choice >= tried) choice++;
    this.#before.set(cells);
    let node = 0;
    let index = choice;
    while (index >= this.#eventsOf(cells[node] as number).events.length) {
      index -= this.#eventsOf(cells[node++] as number).events.length;
    }
    const cell = cells[node] as number;
    const { events, outcomes } = this.#eventsOf(cell);
    this.#wayCells.push(cell);
    this.#wayEvents.push(events[index] as number);
    this.#tried.push(choice);
    this.#tried.sort((a, b) => a - b);
    return this.#apply(node, outcomes[index] as number);
  }

  /** Goes on from where the last step led. */
  accept(): void {
    this.#tried.length = 0;
  }

  /** Takes the last step back; its event is not chosen again here. */
  reject(): void {
    this.cells.set(this.#before);
    this.#wayCells.pop();
    this.#wayEvents.pop();
  }

  /** The events from the start to here. */
  way(): Event[] {
    return this.#wayCells.map((cell, i) => this.#space.eventOf(cell, this.#wayEvents[i] as number));
  }

  #apply(node: number, outcome: number): ProbeStep {
    if (outcome === NOTHING) return NO_CHANGE;
    const flags = (this.#flags[outcome] ??= this.#table.flagsOf(outcome));
    const touches = (flags & EFFECT_TOUCHES) !== 0;
    if ((flags & EFFECT_FAULT) !== 0) return { fault: true, touches };
    const { cells } = this;
    const { sends } = this.#table.locals.outcome(outcome);
    const cell = cells[node] as number;
    cells[node] = this.#nexts.get(cell, outcome) || this.#next(cell, outcome);
    for (let i = 0; i < sends.length; i += 2) {
      const receiver = sends[i] as number;
      const set = sends[i + 1] as number;
      const before = cells[receiver] as number;
      cells[receiver] =
        this.#table.arrays.advances.get(before, set) || this.#table.advance(before, set);
    }
    return touches ? TOUCHED : NO_CHANGE;
  }

  #next(cell: number, outcome: number): number {
    const { next, own } = this.#table.locals.outcome(outcome);
    const after = this.#table.of(next, this.#table.sets.union(this.#table.inboxOf(cell), own));
    this.#nexts.set(cell, outcome, after);
    return after;
  }

  #eventsOf(cell: number): CellEvents {
    const known = this.#events[cell];
    if (known !== undefined) return known;
    if (!this.#table.isReady(cell)) this.#table.resolve([cell]);
    const all = this.#table.eventsOf(cell);
    const made = {
      events: Int32Array.from(all, ({ event }) => event),
      outcomes: Int32Array.from(all, ({ outcome }) => outcome),
    };
    this.#events[cell] = made;
    return made;
  }
}

const NO_CHANGE: ProbeStep = { fault: false, touches: false };
const TOUCHED: ProbeStep = { fault: false, touches: true };
