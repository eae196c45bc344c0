import type { Random } from '../support/index.js';
import type { Event } from '../system/index.js';
import { EFFECT_FAULT, EFFECT_TOUCHES } from './cell-arrays.js';
import type { InternedState } from './interned-state.js';
import { NOTHING } from './locals.js';
import { grownInts } from './memory.js';
import { EMPTY_SET } from './message-sets.js';
import type { Space } from './space.js';
import { WalkMaker } from './walk-maker.js';
import {
  EFFECT,
  EFFECT_FLAGS,
  EFFECT_NEXT,
  EFFECT_SENT,
  EFFECT_SENT_END,
  UNDELIVERABLE,
  WALKED,
  WALKED_RESULTS,
  WALKED_TIMERS,
  WALKED_TIMERS_END,
} from './walk-tables.js';

/** What a step of a probe came to: no event was left to take, */
export const STEP_NONE = 0;
/** every predicate says what it said before, */
export const STEP_TAKEN = 1;
/** a predicate may say something else, */
export const STEP_TOUCHES = 2;
/** or the handler threw. */
export const STEP_FAULT = 3;

/** What a result is worth against a message, in progress. */
const RESULT_WORTH = 1_000_000;

/**
 * A walk through the state space, one random event after the other: the same events in the same
 * order as the naive search's, on numbers. It keeps what is its own by itself (the nodes' locals,
 * the messages that arrived) and makes no number for a state: a state met once is not met again.
 */
export class Probe implements InternedState {
  readonly #space: Space;
  readonly #maker: WalkMaker;
  readonly #startLocals: Int32Array;
  readonly #startMessages: readonly number[];
  /** By node. */
  readonly #locals: Int32Array;
  /** All messages sent, and those that may be delivered, in the order in which they came. */
  #network: Int32Array = new Int32Array(1024);
  #networkEnd = 0;
  #deliverable: Int32Array = new Int32Array(1024);
  #deliverableEnd = 0;
  /** By message: the number of the last walk it was sent in. */
  #sentIn: Int32Array = new Int32Array(1024);
  #walk = 0;
  /** How many timers may fire, and how many results there are, at all nodes together. */
  #timers = 0;
  #results = 0;
  /** The way so far: locals and their events. */
  #wayLocals: Int32Array = new Int32Array(1024);
  #wayEvents: Int32Array = new Int32Array(1024);
  #depth = 0;
  /** What the last step changed: enough to take it back. */
  #lastChoice = 0;
  #lastNode = 0;
  #lastLocal = 0;
  #lastNetworkEnd = 0;
  #lastDeliverableEnd = 0;
  /** The events tried in vain where it is, ascending. */
  readonly #tried: number[] = [];
  /** By node: the set of what came before `#inboxesEnd`. */
  readonly #inboxes: Int32Array;
  #inboxesEnd = 0;

  constructor(space: Space) {
    this.#space = space;
    this.#maker = new WalkMaker(space.cells);
    const { cells } = space;
    this.#startLocals = space.start().map((cell) => cells.localOf(cell));
    this.#startMessages = space.startMessages();
    this.#locals = this.#startLocals.slice();
    this.#inboxes = new Int32Array(this.#locals.length);
    this.#maker.readyMessages();
    for (const local of this.#locals) this.#maker.readyLocal(local);
    this.restart();
  }

  get depth(): number {
    return this.#depth;
  }

  /** How far it got: results, then messages, as one number. */
  get progress(): number {
    return this.#results * RESULT_WORTH + this.#networkEnd;
  }

  localOf(node: number): number {
    return this.#locals[node] as number;
  }

  inboxOf(node: number): number {
    const { sets, messages } = this.#space.cells;
    const inboxes = this.#inboxes;
    for (; this.#inboxesEnd < this.#networkEnd; this.#inboxesEnd++) {
      const message = this.#network[this.#inboxesEnd] as number;
      const home = messages.home[message] as number;
      inboxes[home] = sets.with(inboxes[home] as number, message);
    }
    return inboxes[node] as number;
  }

  /** Goes back to the start. */
  restart(): void {
    this.#walk++;
    this.#depth = 0;
    this.#networkEnd = 0;
    this.#deliverableEnd = 0;
    this.#tried.length = 0;
    this.#forgetInboxes();
    this.#locals.set(this.#startLocals);
    this.#timers = 0;
    this.#results = 0;
    for (const local of this.#locals) this.#count(local, 1);
    for (const message of this.#startMessages) this.#send(message);
  }

  /** Takes one of the events that were not tried here; `STEP_NONE` when there is none. */
  step(random: Random): number {
    const tried = this.#tried;
    const total = this.#deliverableEnd + this.#timers;
    if (total === tried.length) return STEP_NONE;
    let choice = random.below(total - tried.length);
    for (let i = 0; i < tried.length; i++) if (choice >= (tried[i] as number)) choice++;
    this.#lastChoice = choice;
    return this.#take(choice);
  }

  /** Goes on from where the last step led. */
  accept(): void {
    if (this.#tried.length > 0) this.#tried.length = 0;
  }

  /** Takes the last step back; its event is not chosen again here. */
  reject(): void {
    this.#tried.push(this.#lastChoice);
    this.#tried.sort((a, b) => a - b);
    this.#depth--;
    this.#count(this.#locals[this.#lastNode] as number, -1);
    this.#locals[this.#lastNode] = this.#lastLocal;
    this.#count(this.#lastLocal, 1);
    for (let i = this.#lastNetworkEnd; i < this.#networkEnd; i++) {
      this.#sentIn[this.#network[i] as number] = 0;
    }
    this.#networkEnd = this.#lastNetworkEnd;
    this.#deliverableEnd = this.#lastDeliverableEnd;
    if (this.#inboxesEnd > this.#networkEnd) this.#forgetInboxes();
  }

  /** The events from the start to here. */
  way(): Event[] {
    return Array.from({ length: this.#depth }, (_, i) =>
      this.#space.eventOf(this.#wayLocals[i] as number, this.#wayEvents[i] as number),
    );
  }

  /** Takes the event with this number: messages in the order they came, then timers by node. */
  #take(choice: number): number {
    const { tables } = this.#maker;
    let node = 0;
    let event = 0;
    if (choice < this.#deliverableEnd) {
      event = this.#deliverable[choice] as number;
      node = tables.receivers[event] as number;
    } else {
      let index = choice - this.#deliverableEnd;
      for (; ; node++) {
        const at = (this.#locals[node] as number) * WALKED;
        const from = tables.locals[at + WALKED_TIMERS] as number;
        const count = (tables.locals[at + WALKED_TIMERS_END] as number) - from;
        if (index < count) {
          event = tables.lists[from + index] as number;
          break;
        }
        index -= count;
      }
    }
    const local = this.#locals[node] as number;
    const outcome = tables.outcomes.get(local, event) || this.#find(node, event);
    this.#note(node, local, event);
    return outcome === NOTHING ? STEP_TAKEN : this.#apply(node, outcome);
  }

  #note(node: number, local: number, event: number): void {
    if (this.#depth === this.#wayLocals.length) {
      this.#wayLocals = grownInts(this.#wayLocals, this.#depth, this.#depth * 2);
      this.#wayEvents = grownInts(this.#wayEvents, this.#depth, this.#depth * 2);
    }
    this.#wayLocals[this.#depth] = local;
    this.#wayEvents[this.#depth++] = event;
    this.#lastNode = node;
    this.#lastLocal = local;
    this.#lastNetworkEnd = this.#networkEnd;
    this.#lastDeliverableEnd = this.#deliverableEnd;
  }

  #apply(node: number, outcome: number): number {
    const { effects, lists } = this.#maker.tables;
    const at = outcome * EFFECT;
    const flags = effects[at + EFFECT_FLAGS] as number;
    if ((flags & EFFECT_FAULT) !== 0) return STEP_FAULT;
    const next = effects[at + EFFECT_NEXT] as number;
    const before = this.#locals[node] as number;
    if (next !== before) {
      this.#count(before, -1);
      this.#count(next, 1);
      this.#locals[node] = next;
    }
    const end = effects[at + EFFECT_SENT_END] as number;
    for (let i = effects[at + EFFECT_SENT] as number; i < end; i++) this.#send(lists[i] as number);
    return (flags & EFFECT_TOUCHES) === 0 ? STEP_TAKEN : STEP_TOUCHES;
  }

  /** Counts a local's timers and results in, or out. */
  #count(local: number, sign: 1 | -1): void {
    const { locals } = this.#maker.tables;
    const at = local * WALKED;
    const timers =
      (locals[at + WALKED_TIMERS_END] as number) - (locals[at + WALKED_TIMERS] as number);
    this.#timers += sign * timers;
    this.#results += sign * (locals[at + WALKED_RESULTS] as number);
  }

  /** Adds a message to those that may be delivered, unless it was sent before. */
  #send(message: number): void {
    if (this.#sentIn[message] === this.#walk) return;
    if (message >= this.#sentIn.length) {
      this.#sentIn = grownInts(this.#sentIn, this.#sentIn.length, message * 2);
    }
    this.#sentIn[message] = this.#walk;
    if (this.#networkEnd === this.#network.length) {
      this.#network = grownInts(this.#network, this.#networkEnd, this.#networkEnd * 2);
      this.#deliverable = grownInts(this.#deliverable, this.#networkEnd, this.#networkEnd * 2);
    }
    this.#network[this.#networkEnd++] = message;
    if (this.#maker.tables.receivers[message] === UNDELIVERABLE) return;
    this.#deliverable[this.#deliverableEnd++] = message;
  }

  /** Has the maker find out what an event does, and the others a node may meet next. */
  #find(node: number, event: number): number {
    const { receivers } = this.#maker.tables;
    const others: number[] = [];
    for (let i = 0; i < this.#deliverableEnd; i++) {
      const message = this.#deliverable[i] as number;
      if (receivers[message] === node) others.push(message);
    }
    return this.#maker.outcome(this.#locals[node] as number, event, others);
  }

  #forgetInboxes(): void {
    this.#inboxes.fill(EMPTY_SET);
    this.#inboxesEnd = 0;
  }
}
