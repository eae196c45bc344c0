import type { ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import type { Handlers } from '../system/index.js';
import { FairContinuation } from './fair-continuation.js';
import { FewerCommands, type Shorter } from './fewer-commands.js';
import { shownFailure, type ShownFailure } from './shown-failure.js';
import { Taker, type Taken } from './taker.js';
import type { Trace, TraceEvent } from './trace.js';

/** So many events from the end are made small first, then so many, and so on. */
const WINDOWS = [200, 1000, Infinity];

/** So many events of what a stuck run goes on to do are added to it. */
const STUCK_EVENTS = 30;

export interface MinimiseOptions {
  /** Best remembered: the same steps are taken over and over. */
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  /** Steps taken, at most; what is reached by then is given. */
  readonly stepsMax: number;
  /** A node whose state says what may be expected of the others: a view server. */
  readonly referee?: Address | undefined;
  /** Whether it is to stop now: the clock's safety net. */
  readonly isOver?: (() => boolean) | undefined;
}

/**
 * The trace of a failed run with what its failure does not need left out: first commands and
 * clients, then messages never delivered, timers that do not fire, nodes that are not there. Each
 * try takes the rest again with the lab's own code, and counts when it fails in the same way: the
 * same client has a wrong result of the same command, the same handler throws, the same predicate
 * is violated, or the same client gets no result although from there on nothing goes wrong: the
 * beginning of how it then goes on is added. It is
 * given up (`undefined`) when the run as recorded does not show its failure.
 *
 * The end of a run is made small first, for that is where its failure is. When a limit ends it
 * before the rest is done, the rest is what leads to the start.
 */
export function minimiseRun(trace: Trace, options: MinimiseOptions): Trace | undefined {
  const minimiser = new RunMinimiser(trace, options);
  return minimiser.run();
}

class RunMinimiser {
  readonly #trace: Trace;
  readonly #options: MinimiseOptions;
  readonly #spent = { steps: 0 };

  constructor(trace: Trace, options: MinimiseOptions) {
    this.#trace = trace;
    this.#options = options;
  }

  run(): Trace | undefined {
    const { classes } = this.#options;
    const recorded = this.#taker(this.#trace);
    const end = recorded.all(this.#trace.events);
    const failure = shownFailure(this.#trace, end, recorded, classes);
    if (failure === undefined) return undefined;
    const shorter = this.#begin(recorded, failure);
    if (shorter === undefined) return undefined;
    const { trace, taker } = shorter;
    const run = new EventMinimiser(taker, failure, () => this.#isOver());
    const { events, startLength } = run.minimise(trace.events);
    const minimised = this.#isOver() ? 'partly' : 'yes';
    const { verdict } = trace;
    const predicate = failure.kind === 'answer' ? 'LINEARIZABLE' : verdict.predicate;
    const onward = failure.kind === 'stuck' ? stuckFor(taker, events) : [];
    const all = [...events, ...onward];
    return { ...trace, events: all, startLength, minimised, verdict: { ...verdict, predicate } };
  }

  /** Without what cannot matter, and with as few commands as will do. */
  #begin(recorded: Taker, failure: ShownFailure): Shorter | undefined {
    const isStuck = failure.kind === 'stuck';
    const events = isStuck
      ? upToStuck(withoutIdle(this.#trace.events, true), recorded, failure)
      : withoutIdle(this.#trace.events, false);
    const taker = this.#taker(this.#trace, recorded.crashes);
    if (failure.kind !== 'state') {
      const fewer = new FewerCommands(this.#trace, events, {
        taker: { ...this.#options, spent: this.#spent },
        crashes: recorded.crashes,
        fails: (taken, by) => failure.shows(taken, by),
        isAtEnd: isStuck,
        isOver: () => this.#isOver(),
      });
      const found = fewer.find();
      if (found !== undefined) return found;
    }
    const run = new EventMinimiser(taker, failure, () => this.#isOver());
    const all = run.taken(taker.initial(), events);
    return all && { trace: { ...this.#trace, events: all }, taker };
  }

  #taker(plan: Trace, crashes?: Taker['crashes']): Taker {
    return new Taker(plan, { ...this.#options, spent: this.#spent }, crashes);
  }

  #isOver(): boolean {
    const { stepsMax, isOver } = this.#options;
    return this.#spent.steps >= stepsMax || isOver?.() === true;
  }
}

/** Leaves out events one after the other, many at once at first. */
class EventMinimiser {
  readonly #taker: Taker;
  readonly #failure: ShownFailure;
  readonly #isOver: () => boolean;

  constructor(taker: Taker, failure: ShownFailure, isOver: () => boolean) {
    this.#taker = taker;
    this.#failure = failure;
    this.#isOver = isOver;
  }

  minimise(all: readonly TraceEvent[]): Pick<Trace, 'events' | 'startLength'> {
    let kept = all;
    // How many at the end are needed, all of them; unknown while not even one window was done.
    let done: number | undefined;
    for (const window of WINDOWS) {
      if (done === kept.length || this.#isOver()) break;
      const from = Math.max(0, kept.length - window);
      const end = this.#minimiseFrom(from, kept);
      kept = [...kept.slice(0, from), ...end];
      if (!this.#isOver()) done = end.length;
    }
    return { events: kept, startLength: kept.length - (done ?? kept.length) };
  }

  /** Those of the events that can be taken, when they show the failure. */
  taken(from: Taken, events: readonly TraceEvent[]): TraceEvent[] | undefined {
    const isAtEnd = this.#failure.kind === 'stuck';
    const result: TraceEvent[] = [];
    let taken = from;
    if (!isAtEnd && this.#shows(taken)) return result;
    for (const event of events) {
      if (this.#taker.refusal(taken, event.action) !== undefined) continue;
      if (this.#isOver() || !this.#taker.isFair(taken, event.action)) return undefined;
      taken = this.#taker.step(taken, event.action);
      result.push({ action: event.action, atMs: event.atMs });
      if (!isAtEnd && this.#shows(taken)) return result;
    }
    return isAtEnd && this.#shows(taken) ? result : undefined;
  }

  /** What is left of the events from a place on, as few as can be found. */
  #minimiseFrom(from: number, events: readonly TraceEvent[]): readonly TraceEvent[] {
    const start = this.#taker.all(events.slice(0, from));
    let kept = events.slice(from);
    for (let size = Math.ceil(kept.length / 2); size >= 1 && !this.#isOver();) {
      const shorter = this.#dropRuns(start, kept, size);
      if (size === 1 && shorter.length === kept.length) break;
      kept = [...shorter];
      size = size === 1 ? 1 : Math.ceil(size / 2);
    }
    return kept;
  }

  /** One pass from the end to the start that tries to leave out each run of `size` events. */
  #dropRuns(from: Taken, events: readonly TraceEvent[], size: number): readonly TraceEvent[] {
    const states = [from];
    for (const { action } of events) {
      states.push(this.#taker.step(states.at(-1) as Taken, action));
    }
    let kept = events;
    // What comes before `end` is as it was, so the states before it still are what they were.
    for (let end = events.length; end > 0 && !this.#isOver(); end -= size) {
      const start = Math.max(0, end - size);
      const rest = this.taken(states[start] as Taken, kept.slice(end));
      if (rest !== undefined) kept = [...kept.slice(0, start), ...rest];
    }
    return kept;
  }

  #shows(taken: Taken): boolean {
    return this.#failure.shows(taken, this.#taker);
  }
}

/** How a stuck run goes on although nothing goes wrong any more: a little of it, to be read. */
function stuckFor(taker: Taker, events: readonly TraceEvent[]): TraceEvent[] {
  const onward = new FairContinuation(taker.stepper, taker.all(events).state);
  onward.run(Infinity, () => onward.events >= STUCK_EVENTS);
  const endMs = events.at(-1)?.atMs ?? 0;
  return onward.taken.map(({ action, afterMs }) => ({ action, atMs: endMs + afterMs }));
}

/** The shortest beginning of a stuck run that is as stuck as its end. */
function upToStuck(
  events: readonly TraceEvent[],
  taker: Taker,
  failure: ShownFailure,
): readonly TraceEvent[] {
  const states = [taker.initial()];
  const able: TraceEvent[] = [];
  for (const event of events) {
    const before = states.at(-1) as Taken;
    if (taker.refusal(before, event.action) !== undefined) continue;
    able.push(event);
    states.push(taker.step(before, event.action));
  }
  let [free, stuck] = [0, able.length];
  while (stuck - free > 1) {
    const middle = Math.floor((free + stuck) / 2);
    if (failure.shows(states[middle] as Taken, taker)) stuck = middle;
    else free = middle;
  }
  return able.slice(0, stuck);
}

/** Without what changes no node: link settings, deliveries to nobody; losses unless they count. */
function withoutIdle(events: readonly TraceEvent[], keepsLosses: boolean): TraceEvent[] {
  const nodes = new Set<Address>();
  for (const { action } of events) if (action.kind === 'add') nodes.add(action.node.address);
  return events.filter(({ action }) => {
    if (action.kind === 'links') return false;
    if (action.kind === 'drop') return keepsLosses;
    return action.kind !== 'deliver' || nodes.has(rootAddress(action.envelope.to));
  });
}
