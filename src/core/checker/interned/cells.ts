import {
  CELL,
  CELL_ALL,
  CELL_EVENTS,
  CELL_INBOX,
  CELL_KEPT,
  CELL_LOCAL,
  CELL_PROGRESS,
  EFFECT_FAULT,
  EFFECT_KEPT,
  EFFECT_SENDS_SHIFT,
  EFFECT_TOUCHES,
  NO_EFFECT_LIST,
  type CellArrays,
} from './cell-arrays.js';
import type { InternedState } from './interned-state.js';
import { grownInts, reserveInts } from '../memory.js';
import { NOTHING, type Locals, type Outcome, type Question } from './locals.js';
import type { MessageSets } from './message-sets.js';
import type { Messages } from './messages.js';
import { PairMap } from './pair-map.js';
import { progressOf } from '../progress.js';
import type { SearchSettings } from '../search.js';
import type { Sensitivity } from './sensitivity.js';

/** A state, as the cells of its nodes. */
export type CellVector = Int32Array;

/** A state whose cells are known. */
export class CellState implements InternedState {
  readonly #table: Cells;
  #cells: CellVector = new Int32Array(0);

  constructor(table: Cells) {
    this.#table = table;
  }

  /** From now on, represents the state with these cells. */
  at(cells: CellVector): this {
    this.#cells = cells;
    return this;
  }

  localOf(node: number): number {
    return this.#table.localOf(this.#cells[node] as number);
  }

  inboxOf(node: number): number {
    return this.#table.inboxOf(this.#cells[node] as number);
  }
}

/**
 * Numbers cells, from 1: a node state and the messages whose home is that node. A state of the
 * system is a cell for each node.
 *
 * A cell's distinct effects, except those that change nothing, are a list of integers: `end, (next
 * cell, flags and number of sends, (node, message set)*)*`, where `end` is the offset after the
 * list.
 */
export class Cells {
  /** What expanding a state reads. */
  readonly arrays: CellArrays;
  readonly locals: Locals;
  readonly sets: MessageSets;
  readonly messages: Messages;
  readonly #sensitivity: Sensitivity;
  readonly #ids: PairMap;
  #count = 0;
  #listsEnd = 2;
  /** The outcomes already in the list being made. */
  readonly #listed: number[] = [];
  #listing = 0;

  constructor(
    messages: Messages,
    sets: MessageSets,
    locals: Locals,
    sensitivity: Sensitivity,
    settings: Pick<SearchSettings, 'workers'>,
  ) {
    const shared = settings.workers > 1;
    this.messages = messages;
    this.sets = sets;
    this.locals = locals;
    this.#sensitivity = sensitivity;
    this.arrays = {
      data: reserveInts(1024 * CELL, shared),
      lists: reserveInts(16384, shared),
      advances: new PairMap(4096, shared),
      diffs: new PairMap(1024, shared),
    };
    this.arrays.lists[NO_EFFECT_LIST] = 2;
    this.#ids = new PairMap(4096, false);
  }

  get count(): number {
    return this.#count;
  }

  /** The cell of a node state and an inbox. */
  of(local: number, inbox: number): number {
    const known = this.#ids.get(local, inbox);
    if (known !== 0) return known;
    const id = ++this.#count;
    const at = id * CELL;
    if (at + CELL > this.arrays.data.length)
      this.arrays.data = grownInts(this.arrays.data, at, at * 8);
    this.arrays.data[at + CELL_LOCAL] = local;
    this.arrays.data[at + CELL_INBOX] = inbox;
    const { state } = this.locals.get(local);
    const messages = this.sets.membersOf(inbox).length;
    this.arrays.data[at + CELL_PROGRESS] = progressOf(state.results.length, messages);
    this.#ids.set(local, inbox, id);
    return id;
  }

  localOf(cell: number): number {
    return this.arrays.data[cell * CELL + CELL_LOCAL] as number;
  }

  inboxOf(cell: number): number {
    return this.arrays.data[cell * CELL + CELL_INBOX] as number;
  }

  isReady(cell: number): boolean {
    return this.arrays.data[cell * CELL + CELL_ALL] !== 0;
  }

  /** Makes the cell with these messages added, and remembers it. */
  advance(cell: number, set: number): number {
    const inbox = this.sets.union(this.inboxOf(cell), set);
    const result = inbox === this.inboxOf(cell) ? cell : this.of(this.localOf(cell), inbox);
    this.arrays.advances.set(cell, set, result);
    return result;
  }

  /** Makes the list of effects of the messages that `cell` has and `before` does not. */
  diff(before: number, cell: number): number {
    const news = this.sets.without(this.inboxOf(cell), this.inboxOf(before));
    const list = this.#open();
    const local = this.locals.get(this.localOf(cell));
    for (const message of news) {
      if (this.messages.deliverable[message] !== true) continue;
      this.#list(cell, this.locals.delivery(local, message), false);
    }
    for (const kept of this.#outcomesOf(cell)) this.#list(cell, kept, true);
    const closed = this.#close(list);
    this.arrays.diffs.set(before, cell, closed);
    return closed;
  }

  /** Finds out all effects of these cells, with one request to the handlers. */
  resolve(cells: readonly number[]): void {
    const questions: Question[] = [];
    for (const cell of cells) this.#ask(cell, questions);
    this.locals.resolve(questions);
    for (const cell of cells) this.#ready(cell);
  }

  /** The cells after an event's outcome at a node; not for faults. */
  after(cells: Int32Array, node: number, outcome: number): Int32Array {
    const result = cells.slice();
    const { next, own, sends } = this.locals.outcome(outcome);
    result[node] = this.of(next, this.sets.union(this.inboxOf(cells[node] as number), own));
    for (let i = 0; i < sends.length; i += 2) {
      const receiver = sends[i] as number;
      const cell = cells[receiver] as number;
      const inbox = this.sets.union(this.inboxOf(cell), sends[i + 1] as number);
      result[receiver] = this.of(this.localOf(cell), inbox);
    }
    return result;
  }

  /** The events of a cell in order, each with its outcome; equal timers repeat. */
  eventsOf(cell: number): { readonly event: number; readonly outcome: number }[] {
    const local = this.locals.get(this.localOf(cell));
    const result: { event: number; outcome: number }[] = [];
    for (const message of this.sets.membersOf(this.inboxOf(cell))) {
      if (this.messages.deliverable[message] !== true) continue;
      result.push({ event: message, outcome: this.locals.delivery(local, message) });
    }
    local.timers.forEach((_, t) => {
      result.push({ event: -1 - t, outcome: local.firings[t] as number });
    });
    return result;
  }

  progressOf(cell: number): number {
    return this.arrays.data[cell * CELL + CELL_PROGRESS] as number;
  }

  #ask(cell: number, questions: Question[]): void {
    const id = this.localOf(cell);
    const local = this.locals.get(id);
    for (const message of this.sets.membersOf(this.inboxOf(cell))) {
      if (this.messages.deliverable[message] !== true) continue;
      if (this.locals.delivery(local, message) === 0) questions.push({ local: id, event: message });
    }
    local.firings.forEach((outcome, t) => {
      if (outcome === 0) questions.push({ local: id, event: -1 - t });
    });
  }

  #ready(cell: number): void {
    const local = this.locals.get(this.localOf(cell));
    let events = local.mayFire.length;
    for (const message of this.sets.membersOf(this.inboxOf(cell))) {
      if (this.messages.deliverable[message] === true) events++;
    }
    const outcomes = this.#outcomesOf(cell);
    const all = this.#open();
    for (const outcome of outcomes) this.#list(cell, outcome, false);
    const allClosed = this.#close(all);
    const kept = this.#open();
    for (const outcome of outcomes) this.#list(cell, outcome, true);
    const keptClosed = this.#close(kept);
    const at = cell * CELL;
    this.arrays.data[at + CELL_EVENTS] = events + 1;
    this.arrays.data[at + CELL_KEPT] = keptClosed;
    // Other threads may read as soon as they see this: see `Expander`.
    Atomics.store(this.arrays.data, at + CELL_ALL, allClosed);
  }

  #outcomesOf(cell: number): number[] {
    const local = this.locals.get(this.localOf(cell));
    const outcomes: number[] = [];
    for (const message of this.sets.membersOf(this.inboxOf(cell))) {
      if (this.messages.deliverable[message] !== true) continue;
      const outcome = this.locals.delivery(local, message);
      if (outcome !== NOTHING) outcomes.push(outcome);
    }
    for (const outcome of local.firings) if (outcome !== NOTHING) outcomes.push(outcome);
    return outcomes;
  }

  #open(): number {
    this.#listing++;
    if (this.#listsEnd === this.arrays.lists.length) {
      this.arrays.lists = grownInts(this.arrays.lists, this.#listsEnd, this.#listsEnd * 8);
    }
    return this.#listsEnd++;
  }

  /** Adds an effect to the open list, unless the list has it or it changes nothing here. */
  #list(cell: number, outcome: number, onlyKept: boolean): void {
    if (outcome === NOTHING || this.#listed[outcome] === this.#listing) return;
    this.#listed[outcome] = this.#listing;
    const { next, own, sends, fault } = this.locals.outcome(outcome);
    const flags = this.flagsOf(outcome);
    if (onlyKept && (flags & EFFECT_KEPT) === 0) return;
    const inbox = this.sets.union(this.inboxOf(cell), own);
    const unchanged = next === this.localOf(cell) && inbox === this.inboxOf(cell);
    if (unchanged && sends.length === 0 && fault === undefined) return;
    const room = this.#listsEnd + 2 + sends.length;
    if (room > this.arrays.lists.length)
      this.arrays.lists = grownInts(this.arrays.lists, this.#listsEnd, room * 8);
    const { lists } = this.arrays;
    lists[this.#listsEnd++] = unchanged ? cell : this.of(next, inbox);
    lists[this.#listsEnd++] = flags | ((sends.length / 2) << EFFECT_SENDS_SHIFT);
    for (const part of sends) lists[this.#listsEnd++] = part;
  }

  #close(list: number): number {
    if (this.#listsEnd === list + 1) {
      this.#listsEnd = list;
      return NO_EFFECT_LIST;
    }
    this.arrays.lists[list] = this.#listsEnd;
    return list;
  }

  /** The flags of an effect with this outcome. */
  flagsOf(id: number): number {
    const outcome: Outcome = this.locals.outcome(id);
    if (outcome.fault !== undefined || outcome.orderRead !== undefined) {
      return EFFECT_FAULT | EFFECT_KEPT;
    }
    const touches = this.#sensitivity.ofAny(outcome);
    const kept = touches && this.#sensitivity.ofPrunes(outcome);
    return (touches ? EFFECT_TOUCHES : 0) | (kept ? EFFECT_KEPT : 0);
  }
}
