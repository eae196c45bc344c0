import type { Cells } from './cells.js';
import { NOTHING, type Question } from './locals.js';
import { grownInts } from './memory.js';
import {
  EFFECT,
  EFFECT_FLAGS,
  EFFECT_NEXT,
  EFFECT_SENT,
  EFFECT_SENT_END,
  emptyWalkTables,
  UNDELIVERABLE,
  WALKED,
  WALKED_READY,
  WALKED_RESULTS,
  WALKED_TIMERS,
  WALKED_TIMERS_END,
  type WalkTables,
} from './walk-tables.js';

/** Fills the tables that walking reads, from what is interned, when something is missing. */
export class WalkMaker {
  readonly tables: WalkTables = emptyWalkTables();
  readonly #cells: Cells;
  #listsEnd = 0;
  #messages = 0;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Has a local's timers and results in the tables. */
  readyLocal(id: number): void {
    const { tables } = this;
    const at = id * WALKED;
    if (at + WALKED > tables.locals.length) {
      tables.locals = grownInts(tables.locals, tables.locals.length, (at + WALKED) * 4);
    }
    if (tables.locals[at + WALKED_READY] === 1) return;
    const local = this.#cells.locals.get(id);
    tables.locals[at + WALKED_RESULTS] = local.state.results.length;
    tables.locals[at + WALKED_TIMERS] = this.#listsEnd;
    this.#list(local.mayFire.map((timer) => -1 - timer));
    tables.locals[at + WALKED_TIMERS_END] = this.#listsEnd;
    tables.locals[at + WALKED_READY] = 1;
  }

  /** Has the receivers of all messages met so far in the tables. */
  readyMessages(): void {
    const { deliverable, home } = this.#cells.messages;
    const { tables } = this;
    if (home.length > tables.receivers.length) {
      const larger = new Uint8Array(home.length * 4);
      larger.set(tables.receivers);
      tables.receivers = larger;
    }
    for (; this.#messages < home.length; this.#messages++) {
      const message = this.#messages;
      tables.receivers[message] =
        deliverable[message] === true ? (home[message] as number) : UNDELIVERABLE;
    }
  }

  /**
   * Finds out what an event does, and what `others` of the same local do, as far as that is not
   * known: the handlers are asked once for all.
   */
  outcome(local: number, event: number, others: Iterable<number>): number {
    const { locals } = this.#cells;
    const { outcomes } = this.tables;
    const questions: Question[] = [{ local, event }];
    for (const other of others) {
      if (outcomes.get(local, other) === 0) questions.push({ local, event: other });
    }
    locals.resolve(questions.filter((question) => this.#known(question) === 0));
    for (const question of questions) {
      const id = this.#known(question);
      if (outcomes.get(local, question.event) !== 0) continue;
      outcomes.set(local, question.event, id);
      if (id !== NOTHING) this.#readyEffect(id);
    }
    return outcomes.get(local, event);
  }

  #known({ local, event }: Question): number {
    const { locals } = this.#cells;
    const asked = locals.get(local);
    return event < 0 ? (asked.firings[-1 - event] as number) : locals.delivery(asked, event);
  }

  #readyEffect(id: number): void {
    const { tables } = this;
    const at = id * EFFECT;
    if (at + EFFECT > tables.effects.length) {
      tables.effects = grownInts(tables.effects, tables.effects.length, (at + EFFECT) * 4);
    }
    const { effects } = tables;
    if (effects[at + EFFECT_NEXT] !== 0) return;
    const { next, messages } = this.#cells.locals.outcome(id);
    this.readyLocal(next);
    this.readyMessages();
    effects[at + EFFECT_FLAGS] = this.#cells.flagsOf(id);
    effects[at + EFFECT_SENT] = this.#listsEnd;
    this.#list(messages);
    effects[at + EFFECT_SENT_END] = this.#listsEnd;
    effects[at + EFFECT_NEXT] = next;
  }

  #list(numbers: readonly number[]): void {
    const { tables } = this;
    const end = this.#listsEnd + numbers.length;
    if (end > tables.lists.length) {
      tables.lists = grownInts(tables.lists, this.#listsEnd, end * 4);
    }
    tables.lists.set(numbers, this.#listsEnd);
    this.#listsEnd = end;
  }
}
