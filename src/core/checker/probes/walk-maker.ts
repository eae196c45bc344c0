import type { Cells } from '../interned/cells.js';
import { NOTHING, type Question } from '../interned/locals.js';
import { grownInts } from '../memory.js';
import { routeOfLink } from '../swarm.js';
import {
  EFFECT,
  EFFECT_FLAGS,
  EFFECT_NEWS,
  EFFECT_NEXT,
  EFFECT_SENT,
  EFFECT_SENT_END,
  emptyWalkTables,
  reserveBytes,
  UNDELIVERABLE,
  WALKED,
  WALKED_RESULTS,
  WALKED_RESULTS_ID,
  WALKED_TIMERS,
  WALKED_TIMERS_END,
  type WalkTables,
} from './walk-tables.js';

/** Finds out the outcomes that walks need for the first time. */
export interface WalkGuide {
  readonly tables: WalkTables;
  /** Outcomes with numbers up to this can be read. */
  readonly known: number;
  /**
   * Finds out what an event does to a node state; the messages `others` may be delivered there too.
   * Afterwards the tables hold the outcome and what it leads to.
   */
  find(local: number, event: number, others: readonly number[]): void;
}

/** Fills the tables from the interned data when something is missing. */
export class WalkMaker implements WalkGuide {
  readonly tables: WalkTables;
  readonly known = Infinity;
  readonly #cells: Cells;
  readonly #nodes: number;
  readonly #shared: boolean;
  #listsEnd = 0;
  #locals = 0;
  #messages = 0;
  #outcomes = NOTHING;

  constructor(cells: Cells, nodes: number, shared: boolean) {
    this.#cells = cells;
    this.#nodes = nodes;
    this.#shared = shared;
    this.tables = emptyWalkTables(shared);
    this.fill();
  }

  /** How many outcomes are filled. */
  get filled(): number {
    return this.#outcomes;
  }

  find(local: number, event: number, others: readonly number[]): void {
    this.resolve([event, ...others].map((each) => ({ local, event: each })));
  }

  /** Finds out what these events do, with one request to the handlers. */
  resolve(asked: readonly Question[]): void {
    const { locals } = this.#cells;
    const { outcomes } = this.tables;
    const questions = asked.filter(({ local, event }) => outcomes.get(local, event) === 0);
    locals.resolve(questions.filter((question) => this.#outcomeOf(question) === 0));
    this.fill();
    for (const question of questions) {
      const { local, event } = question;
      if (outcomes.get(local, event) === 0) outcomes.set(local, event, this.#outcomeOf(question));
    }
  }

  /** A step that counts had this outcome. */
  settle(outcome: number): void {
    const { effects } = this.tables;
    const at = outcome * EFFECT + EFFECT_FLAGS;
    effects[at] = (effects[at] as number) & ~EFFECT_NEWS;
  }

  /** Puts all messages, node states and outcomes so far into the tables. */
  fill(): void {
    const { messages, locals } = this.#cells;
    for (; this.#messages < messages.home.length; this.#messages++) {
      this.#fillMessage(this.#messages);
    }
    while (this.#locals < locals.count) this.#fillLocal(++this.#locals);
    while (this.#outcomes < locals.outcomes) this.#fillOutcome(++this.#outcomes);
  }

  #outcomeOf({ local, event }: Question): number {
    const { locals } = this.#cells;
    const asked = locals.get(local);
    return event < 0 ? (asked.firings[-1 - event] as number) : locals.delivery(asked, event);
  }

  #fillMessage(id: number): void {
    const { deliverable, home, sender } = this.#cells.messages;
    const { tables } = this;
    if (id >= tables.receivers.length) {
      const larger = reserveBytes(id * 4, this.#shared);
      larger.set(tables.receivers);
      tables.receivers = larger;
    }
    tables.receivers[id] = deliverable[id] === true ? (home[id] as number) : UNDELIVERABLE;
    tables.routes = withRoom(tables.routes, id, 1);
    tables.routes[id] = routeOfLink(sender[id] as number, home[id] as number, this.#nodes);
  }

  #fillLocal(id: number): void {
    const { tables } = this;
    const at = id * WALKED;
    tables.locals = withRoom(tables.locals, at, WALKED);
    const { state, results, mayFire } = this.#cells.locals.get(id);
    tables.locals[at + WALKED_RESULTS] = state.results.length;
    tables.locals[at + WALKED_RESULTS_ID] = results;
    tables.locals[at + WALKED_TIMERS] = this.#listsEnd;
    this.#list(mayFire.map((timer) => -1 - timer));
    tables.locals[at + WALKED_TIMERS_END] = this.#listsEnd;
  }

  #fillOutcome(id: number): void {
    const { tables } = this;
    const at = id * EFFECT;
    tables.effects = withRoom(tables.effects, at, EFFECT);
    const { next, messages } = this.#cells.locals.outcome(id);
    tables.effects[at + EFFECT_NEXT] = next;
    tables.effects[at + EFFECT_FLAGS] = this.#cells.flagsOf(id) | EFFECT_NEWS;
    tables.effects[at + EFFECT_SENT] = this.#listsEnd;
    this.#list(messages);
    tables.effects[at + EFFECT_SENT_END] = this.#listsEnd;
  }

  #list(numbers: readonly number[]): void {
    const { tables } = this;
    tables.lists = withRoom(tables.lists, this.#listsEnd, numbers.length);
    tables.lists.set(numbers, this.#listsEnd);
    this.#listsEnd += numbers.length;
  }
}

/** The array, or a larger one, with room for `count` more integers at `at`. */
function withRoom(ints: Int32Array, at: number, count: number): Int32Array {
  return at + count <= ints.length ? ints : grownInts(ints, at, (at + count) * 4);
}
