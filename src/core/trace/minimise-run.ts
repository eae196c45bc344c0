import type { ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { evaluate, SearchViews, type Predicate } from '../predicate/index.js';
import type { Handlers } from '../system/index.js';
import { ReplayStepper, systemStateOf, wrongAnswer, type ReplayState } from './replay-stepper.js';
import { standardPredicate } from './standard-predicates.js';
import type { Trace, TraceEvent } from './trace.js';
import { TraceWorkload } from './trace-workload.js';

/** Predicates that a run which stopped earlier cannot violate by that alone. */
const SAFE_PREDICATES = ['RESULTS_OK', 'APPENDS_LINEARIZABLE'];

/** So many events from the end are made small first, then so many, and so on. */
const WINDOWS = [200, 1000, Infinity];

export interface MinimiseOptions {
  /** Best remembered: the same steps are taken over and over. */
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  /** Steps taken, at most; what is reached by then is given. */
  readonly stepsMax: number;
  /** Whether it is to stop now: the clock's safety net. */
  readonly isOver?: (() => boolean) | undefined;
}

/**
 * The trace of a failed run with the events that are not needed for its failure left out: messages
 * never delivered, timers that do not fire, nodes that are not there. Each try takes the rest
 * again with the lab's own code, and counts when the same client has a wrong result of the same
 * command, the same handler throws, or the same predicate is violated. `undefined` when the
 * failure is that something did not happen: then leaving out explains nothing. It is also given up
 * when the run as recorded does not show its failure.
 *
 * The end of a run is made small first, for that is where its failure is. When a limit ends it
 * before the rest is done, the rest is what leads to the start.
 */
export function minimiseRun(trace: Trace, options: MinimiseOptions): Trace | undefined {
  const minimiser = new RunMinimiser(trace, options);
  return minimiser.run();
}

type Shows = (state: ReplayState) => boolean;

class RunMinimiser {
  readonly #trace: Trace;
  readonly #options: MinimiseOptions;
  readonly #stepper: ReplayStepper;
  #steps = 0;

  constructor(trace: Trace, options: MinimiseOptions) {
    this.#trace = trace;
    this.#options = options;
    this.#stepper = new ReplayStepper(trace, options.handlers, options.classes);
  }

  run(): Trace | undefined {
    const first = this.#all(this.#trace.events);
    const shows = this.#whatItShows(first);
    if (shows === undefined) return undefined;
    const all = this.#taken(this.#stepper.initial(), withoutIdle(this.#trace.events), shows);
    if (all === undefined) return undefined;
    let kept: readonly TraceEvent[] = all;
    // How many at the end are needed, all of them; unknown while not even one window was done.
    let done: number | undefined;
    for (const window of WINDOWS) {
      if (done === kept.length || this.#isOver()) break;
      const from = Math.max(0, kept.length - window);
      const end = this.#minimiseFrom(from, kept, shows);
      kept = [...kept.slice(0, from), ...end];
      if (!this.#isOver()) done = end.length;
    }
    const minimised = this.#isOver() ? 'partly' : 'yes';
    const startLength = kept.length - (done ?? kept.length);
    return { ...this.#trace, events: kept, startLength, minimised };
  }

  /** What is left of the events from a place on, as few as can be found. */
  #minimiseFrom(from: number, events: readonly TraceEvent[], shows: Shows): readonly TraceEvent[] {
    const start = this.#all(events.slice(0, from));
    let kept = events.slice(from);
    for (let size = Math.ceil(kept.length / 2); size >= 1 && !this.#isOver();) {
      const shorter = this.#dropRuns(start, kept, size, shows);
      if (size === 1 && shorter.length === kept.length) break;
      kept = [...shorter];
      size = size === 1 ? 1 : Math.ceil(size / 2);
    }
    return kept;
  }

  /** One pass from the end to the start that tries to leave out each run of `size` events. */
  #dropRuns(
    from: ReplayState,
    events: readonly TraceEvent[],
    size: number,
    shows: Shows,
  ): readonly TraceEvent[] {
    const states = [from];
    for (const { action } of events) states.push(this.#step(states.at(-1) as ReplayState, action));
    let kept = events;
    // What comes before `end` is as it was, so the states before it still are what they were.
    for (let end = events.length; end > 0 && !this.#isOver(); end -= size) {
      const start = Math.max(0, end - size);
      const rest = this.#taken(states[start] as ReplayState, kept.slice(end), shows);
      if (rest !== undefined) kept = [...kept.slice(0, start), ...rest];
    }
    return kept;
  }

  /** Those of the events that can be taken, up to the first state that shows the failure. */
  #taken(from: ReplayState, events: readonly TraceEvent[], shows: Shows): TraceEvent[] | undefined {
    const result: TraceEvent[] = [];
    let state = from;
    if (shows(state)) return result;
    for (const event of events) {
      if (this.#stepper.refusal(state, event.action) !== undefined) continue;
      if (this.#isOver()) return undefined;
      state = this.#step(state, event.action);
      result.push({ action: event.action, atMs: event.atMs });
      if (shows(state)) return result;
    }
    return undefined;
  }

  #all(events: readonly TraceEvent[]): ReplayState {
    let state = this.#stepper.initial();
    for (const { action } of events) {
      if (this.#stepper.refusal(state, action) === undefined) state = this.#step(state, action);
    }
    return state;
  }

  #step(state: ReplayState, action: TraceEvent['action']): ReplayState {
    this.#steps++;
    return this.#stepper.step(state, action).state;
  }

  #isOver(): boolean {
    return this.#steps >= this.#options.stepsMax || this.#options.isOver?.() === true;
  }

  #whatItShows(end: ReplayState): Shows | undefined {
    const { workloads, verdict } = this.#trace;
    const fault = end.exception?.fault;
    if (fault !== undefined) {
      const place = (other: typeof fault): string => other.stack?.[0] ?? other.message;
      return ({ exception }) =>
        exception?.fault.kind === fault.kind && place(exception.fault) === place(fault);
    }
    const wrong = wrongAnswer(end.locals, workloads);
    if (wrong !== undefined) {
      const { client, index, expected } = wrong;
      return ({ locals }) => (locals.get(client)?.results[index] ?? expected) !== expected;
    }
    const name = verdict.predicate;
    const predicate =
      name !== undefined && SAFE_PREDICATES.includes(name) ? standardPredicate(name) : undefined;
    if (predicate === undefined) return undefined;
    const violates = this.#violation(predicate);
    return violates(end) ? violates : undefined;
  }

  /** Evaluates a predicate of the clients' results, again only when there are other ones. */
  #violation(predicate: Predicate): Shows {
    const { classes } = this.#options;
    const workloads = new Map<Address, TraceWorkload>();
    for (const [client, commands] of this.#trace.workloads) {
      workloads.set(client, new TraceWorkload(commands, classes));
    }
    const views = new SearchViews({ nodes: [], workloads }, classes);
    let known: readonly string[] = [];
    let isViolated = false;
    return (state) => {
      const results = [...workloads.keys()].flatMap((client) => [
        client,
        ...(state.locals.get(client)?.results ?? []),
      ]);
      const isKnown = results.length === known.length && results.every((r, i) => r === known[i]);
      if (isKnown) return isViolated;
      known = results;
      isViolated = !evaluate(predicate, views.of(systemStateOf(state))).holds;
      return isViolated;
    };
  }
}

/** Without what changes no node: losses, link settings, deliveries to nobody. */
function withoutIdle(events: readonly TraceEvent[]): TraceEvent[] {
  const nodes = new Set<Address>();
  for (const { action } of events) if (action.kind === 'add') nodes.add(action.node.address);
  return events.filter(({ action }) => {
    if (action.kind === 'links' || action.kind === 'drop') return false;
    return action.kind !== 'deliver' || nodes.has(rootAddress(action.envelope.to));
  });
}
