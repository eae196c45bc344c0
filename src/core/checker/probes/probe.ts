import type { Random } from '../../support/index.js';
import { EFFECT_FAULT, EFFECT_TOUCHES } from '../interned/cell-arrays.js';
import { progressOf } from '../progress.js';
import { NOTHING, type Question } from '../interned/locals.js';
import { grownInts } from '../memory.js';
import { chooseFed, routeOfTimers } from '../swarm.js';
import type { WalkGuide } from './walk-maker.js';
import {
  EFFECT,
  EFFECT_FLAGS,
  EFFECT_NEWS,
  EFFECT_NEXT,
  EFFECT_SENT,
  EFFECT_SENT_END,
  UNDELIVERABLE,
  WALKED,
  WALKED_RESULTS,
  WALKED_TIMERS,
  WALKED_TIMERS_END,
} from './walk-tables.js';
import type { Walked } from './walked-state.js';

/** The result of a probe's step: no event was left to take, */
export const STEP_NONE = 0;
/** every predicate has the same value as before, */
export const STEP_TAKEN = 1;
/** a predicate's value may have changed, */
export const STEP_TOUCHES = 2;
/** the handler threw, */
export const STEP_FAULT = 3;
/** or no step yet: the event's outcome is unknown, see {@link Probe.question}. */
export const STEP_UNKNOWN = 4;

/** Where probes start: the node states, and the messages in the order they were sent. */
export interface ProbeStart {
  readonly locals: Int32Array;
  readonly messages: readonly number[];
}

/**
 * A walk through the state space, one random event after the other: the same events in the same
 * order as the naive search's, on numbers. It keeps its own node states and sent messages, and
 * assigns no number to a state, since a walk seldom meets a state twice.
 */
export class Probe implements Walked {
  readonly #start: ProbeStart;
  readonly #guide: WalkGuide;
  readonly locals: Int32Array;
  network: Int32Array = new Int32Array(1024);
  networkEnd = 0;
  /** The messages of the network that may be delivered. */
  #deliverable: Int32Array = new Int32Array(1024);
  #deliverableEnd = 0;
  /** By message: the number of the last walk it was sent in. */
  #sentIn: Int32Array = new Int32Array(1024);
  #walk = 0;
  /** How many timers may fire, and how many results there are, over all nodes. */
  #timers = 0;
  #results = 0;
  /** The path so far: node states and their events. */
  #wayLocals: Int32Array = new Int32Array(1024);
  #wayEvents: Int32Array = new Int32Array(1024);
  #depth = 0;
  /** What the last step changed: enough to undo it. */
  #lastChoice = 0;
  #lastNode = 0;
  #lastLocal = 0;
  #lastNetworkEnd = 0;
  #lastDeliverableEnd = 0;
  /** The step that was not taken because its outcome is unknown. */
  #askedNode = 0;
  #askedEvent = 0;
  /** The events tried here that led nowhere, ascending. */
  readonly #tried: number[] = [];
  #news = 0;
  /** By route: whether the walk puts off its events; undefined if it puts off none. */
  #starved: Uint8Array | undefined;

  constructor(start: ProbeStart, guide: WalkGuide) {
    this.#start = start;
    this.#guide = guide;
    this.locals = start.locals.slice();
  }

  get depth(): number {
    return this.#depth;
  }

  /** The outcome of the last step, if no step that counts has had it before; otherwise 0. */
  get news(): number {
    return this.#news;
  }

  /** The number of the last step's outcome. */
  get outcome(): number {
    const event = this.#wayEvents[this.#depth - 1] as number;
    return this.#guide.tables.outcomes.get(this.#lastLocal, event);
  }

  /** How far it got: results, then messages, combined into one number. */
  get progress(): number {
    return progressOf(this.#results, this.networkEnd);
  }

  /** The path from the start to here. */
  get path(): {
    readonly locals: Int32Array;
    readonly events: Int32Array;
    readonly length: number;
  } {
    return { locals: this.#wayLocals, events: this.#wayEvents, length: this.#depth };
  }

  /** Goes back to the start; from there it puts off events of the routes that are `starved`. */
  restart(starved?: Uint8Array): void {
    this.#starved = starved;
    this.#walk++;
    this.#depth = 0;
    this.networkEnd = 0;
    this.#deliverableEnd = 0;
    this.#tried.length = 0;
    this.locals.set(this.#start.locals);
    this.#timers = 0;
    this.#results = 0;
    for (const local of this.locals) this.#count(local, 1);
    for (const message of this.#start.messages) this.#send(message);
  }

  /** Takes one of the events not yet tried here; `STEP_NONE` if there is none. */
  step(random: Random): number {
    let step = this.tryStep(random);
    while (step === STEP_UNKNOWN) {
      this.find();
      step = this.retryStep();
    }
    return step;
  }

  /** The same, but returns `STEP_UNKNOWN` if the outcome has to be found out first. */
  tryStep(random: Random): number {
    const tried = this.#tried;
    const total = this.#deliverableEnd + this.#timers;
    if (total === tried.length) return STEP_NONE;
    const left = total - tried.length;
    const index =
      this.#starved === undefined
        ? random.below(left)
        : chooseFed(random, left, (each) => this.#isStarved(this.#untried(each)));
    const choice = this.#untried(index);
    this.#lastChoice = choice;
    return this.#take(choice);
  }

  /** Takes the step that was chosen before its outcome was known. */
  retryStep(): number {
    return this.#take(this.#lastChoice);
  }

  /** What has to be known before the chosen step can be taken. */
  get question(): Question {
    return { local: this.locals[this.#askedNode] as number, event: this.#askedEvent };
  }

  /** Finds it out, together with the outcomes of other messages that the node may receive next. */
  find(): void {
    const { receivers } = this.#guide.tables;
    const { local, event } = this.question;
    const others: number[] = [];
    for (let i = 0; i < this.#deliverableEnd; i++) {
      const message = this.#deliverable[i] as number;
      if (receivers[message] === this.#askedNode && message !== event) others.push(message);
    }
    this.#guide.find(local, event, others);
  }

  /** Continues from where the last step led. */
  accept(): void {
    if (this.#tried.length > 0) this.#tried.length = 0;
  }

  /** Undoes the last step; its event is not chosen again here. */
  reject(): void {
    this.#tried.push(this.#lastChoice);
    this.#tried.sort((a, b) => a - b);
    this.#depth--;
    this.#count(this.locals[this.#lastNode] as number, -1);
    this.locals[this.#lastNode] = this.#lastLocal;
    this.#count(this.#lastLocal, 1);
    for (let i = this.#lastNetworkEnd; i < this.networkEnd; i++) {
      this.#sentIn[this.network[i] as number] = 0;
    }
    this.networkEnd = this.#lastNetworkEnd;
    this.#deliverableEnd = this.#lastDeliverableEnd;
  }

  /** The number of the event at `index` among those not tried. */
  #untried(index: number): number {
    const tried = this.#tried;
    let choice = index;
    for (let i = 0; i < tried.length; i++) if (choice >= (tried[i] as number)) choice++;
    return choice;
  }

  #isStarved(choice: number): boolean {
    const { tables } = this.#guide;
    const route =
      choice < this.#deliverableEnd
        ? (tables.routes[this.#deliverable[choice] as number] as number)
        : routeOfTimers(this.#nodeOfTimer(choice - this.#deliverableEnd), this.locals.length);
    return this.#starved?.[route] === 1;
  }

  /** The node of the timer with this index among all that may fire. */
  #nodeOfTimer(index: number): number {
    let rest = index;
    for (let node = 0; ; node++) {
      rest -= this.#timersOf(node);
      if (rest < 0) return node;
    }
  }

  #timersOf(node: number): number {
    const { locals } = this.#guide.tables;
    const at = (this.locals[node] as number) * WALKED;
    return (locals[at + WALKED_TIMERS_END] as number) - (locals[at + WALKED_TIMERS] as number);
  }

  /** Takes the event with this number: messages in the order of sending, then timers by node. */
  #take(choice: number): number {
    const { tables, known } = this.#guide;
    let node = 0;
    let event = 0;
    if (choice < this.#deliverableEnd) {
      event = this.#deliverable[choice] as number;
      node = tables.receivers[event] as number;
    } else {
      let index = choice - this.#deliverableEnd;
      for (; index >= this.#timersOf(node); node++) index -= this.#timersOf(node);
      const at = (this.locals[node] as number) * WALKED;
      event = tables.lists[(tables.locals[at + WALKED_TIMERS] as number) + index] as number;
    }
    const local = this.locals[node] as number;
    const outcome = tables.outcomes.get(local, event);
    if (outcome === 0 || outcome > known) {
      this.#askedNode = node;
      this.#askedEvent = event;
      return STEP_UNKNOWN;
    }
    this.#note(node, local, event);
    this.#news = 0;
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
    this.#lastNetworkEnd = this.networkEnd;
    this.#lastDeliverableEnd = this.#deliverableEnd;
  }

  #apply(node: number, outcome: number): number {
    const { effects, lists } = this.#guide.tables;
    const at = outcome * EFFECT;
    const flags = effects[at + EFFECT_FLAGS] as number;
    if ((flags & EFFECT_NEWS) !== 0) this.#news = outcome;
    if ((flags & EFFECT_FAULT) !== 0) return STEP_FAULT;
    const next = effects[at + EFFECT_NEXT] as number;
    const before = this.locals[node] as number;
    if (next !== before) {
      this.#count(before, -1);
      this.#count(next, 1);
      this.locals[node] = next;
    }
    const end = effects[at + EFFECT_SENT_END] as number;
    for (let i = effects[at + EFFECT_SENT] as number; i < end; i++) this.#send(lists[i] as number);
    return (flags & EFFECT_TOUCHES) === 0 ? STEP_TAKEN : STEP_TOUCHES;
  }

  /** Adds or subtracts a node state's timers and results. */
  #count(local: number, sign: 1 | -1): void {
    const { locals } = this.#guide.tables;
    const at = local * WALKED;
    const timers =
      (locals[at + WALKED_TIMERS_END] as number) - (locals[at + WALKED_TIMERS] as number);
    this.#timers += sign * timers;
    this.#results += sign * (locals[at + WALKED_RESULTS] as number);
  }

  /** Adds a message to the network, unless it was sent before. */
  #send(message: number): void {
    if (this.#sentIn[message] === this.#walk) return;
    if (message >= this.#sentIn.length) {
      this.#sentIn = grownInts(this.#sentIn, this.#sentIn.length, message * 2);
    }
    this.#sentIn[message] = this.#walk;
    if (this.networkEnd === this.network.length) {
      this.network = grownInts(this.network, this.networkEnd, this.networkEnd * 2);
      this.#deliverable = grownInts(this.#deliverable, this.networkEnd, this.networkEnd * 2);
    }
    this.network[this.networkEnd++] = message;
    if (this.#guide.tables.receivers[message] === UNDELIVERABLE) return;
    this.#deliverable[this.#deliverableEnd++] = message;
  }
}
