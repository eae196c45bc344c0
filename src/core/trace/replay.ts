import type { ClassTable } from '../canon/index.js';
import { evaluate, systemView, type Predicate } from '../predicate/index.js';
import type { Handlers } from '../system/index.js';
import { printAction, printText } from './print-action.js';
import { matchEvent } from './match-event.js';
import { ReplayStepper, systemStateOf, wrongAnswer, type ReplayState } from './replay-stepper.js';
import type { Trace, TraceEvent, TraceEvidence } from './trace.js';
import { TraceWorkload } from './trace-workload.js';
import { translateTrace } from './translate.js';

/** The first place at which the lab's code did not do what it did when the trace was made. */
export interface Divergence {
  /** The number of the event, from 0. */
  readonly index: number;
  /** What the event is. */
  readonly event: string;
  readonly why: string;
}

/** What a replay found. */
export interface ReplayReport {
  /**
   * - `same`: the failure is there again
   * - `other`: the lab failed, in another way (`failure` says how)
   * - `gone`: all of it could be taken, and the failure is not there
   * - `unclear`: too little of it could be taken, or the failure is of a kind that a way alone
   *   does not show
   */
  readonly failure: 'same' | 'other' | 'gone' | 'unclear';
  /** One sentence about that. */
  readonly told: string;
  /** `undefined` when every event was possible as recorded and left the same state. */
  readonly divergence: Divergence | undefined;
  /** Events taken, those that stand for a recorded one included. */
  readonly taken: number;
  /** Events for which another of the same kind was taken. */
  readonly matched: number;
  readonly skipped: number;
  readonly state: ReplayState;
  /** The events that were taken, with evidence of what each did. */
  readonly events: readonly TraceEvent[];
}

/** How a trace is replayed. */
export interface ReplayOptions {
  readonly handlers: Handlers;
  /** Knows the lab's classes as they are now. */
  readonly classes: ClassTable;
  /** Finds the predicate of a verdict by its name. */
  readonly predicateOf: (name: string) => Predicate | undefined;
}

/**
 * Takes the events of a trace with the lab's code as it is now. With the same code it is the same
 * way; after an edit it goes on as far as events still match: by sender, receiver, class and
 * order. Says where the two part and whether the failure is gone. Never throws for what is in the
 * trace.
 */
export function replay(recorded: Trace, options: ReplayOptions): ReplayReport {
  const trace = translateTrace(recorded, options.classes.catalogue());
  const run = new Replay(trace, options);
  trace.events.forEach((event, index) => run.take(event, index));
  return run.report();
}

class Replay {
  readonly #trace: Trace;
  readonly #options: ReplayOptions;
  readonly #stepper: ReplayStepper;
  readonly #events: TraceEvent[] = [];
  #state: ReplayState;
  #divergence: Divergence | undefined;
  #matched = 0;
  #skipped = 0;

  constructor(trace: Trace, options: ReplayOptions) {
    this.#trace = trace;
    this.#options = options;
    this.#stepper = new ReplayStepper(trace, options.handlers, options.classes);
    this.#state = this.#stepper.initial();
  }

  take(event: TraceEvent, index: number): void {
    const { classes } = this.#options;
    const isStart = index < this.#trace.startLength;
    let { action } = event;
    const why = this.#stepper.refusal(this.#state, action, isStart);
    if (why !== undefined) {
      this.#diverge(index, event, why);
      const match = matchEvent(this.#stepper, this.#state, action, classes);
      if (match === undefined) {
        this.#skipped++;
        return;
      }
      action = match;
      this.#matched++;
    }
    const before = this.#state;
    const step = this.#stepper.step(before, action);
    this.#state = step.state;
    const { fingerprint } = step;
    const isOther = event.fingerprint !== undefined && fingerprint !== event.fingerprint;
    const hasThrown = step.state.exception !== undefined && before.exception === undefined;
    if (isOther && !hasThrown) this.#diverge(index, event, 'it leaves another state than it did');
    this.#events.push({ action, atMs: event.atMs, fingerprint, evidence: evidenceOf(event, step) });
  }

  report(): ReplayReport {
    const { failure, told } = this.#judge();
    return {
      failure,
      told,
      divergence: this.#divergence,
      taken: this.#events.length,
      matched: this.#matched,
      skipped: this.#skipped,
      state: this.#state,
      events: this.#events,
    };
  }

  #diverge(index: number, event: TraceEvent, why: string): void {
    const told = printAction(event.action, this.#options.classes);
    this.#divergence ??= { index, event: told, why };
  }

  #judge(): Pick<ReplayReport, 'failure' | 'told'> {
    const { verdict, workloads } = this.#trace;
    const { exception, locals } = this.#state;
    const { classes } = this.#options;
    if (exception !== undefined) {
      const told = `${exception.node}: ${exception.fault.message}`;
      const isSame = verdict.kind === 'lab' && verdict.detail.includes(exception.fault.message);
      return { failure: isSame ? 'same' : 'other', told };
    }
    const wrong = wrongAnswer(locals, workloads);
    if (wrong !== undefined) {
      const [got, command, expected] = [wrong.got, wrong.command, wrong.expected].map((text) =>
        printText(text, classes),
      );
      const told = `${wrong.client} got ${got} for ${command}, expected ${expected}`;
      const isSame = verdict.kind === 'result' || verdict.predicate === 'RESULTS_OK';
      return { failure: isSame ? 'same' : 'other', told };
    }
    if (verdict.kind === 'lab' || verdict.kind === 'result') return this.#gone();
    return this.#judgeByPredicate();
  }

  #judgeByPredicate(): Pick<ReplayReport, 'failure' | 'told'> {
    const { verdict, workloads } = this.#trace;
    const { classes, predicateOf } = this.#options;
    const name = verdict.predicate;
    const predicate = name === undefined ? undefined : predicateOf(name);
    if (predicate === undefined || verdict.kind === 'nearest') {
      const what = name === undefined ? `this failure (${verdict.kind})` : `“${name}”`;
      return { failure: 'unclear', told: `${what} can only be judged by running the test again` };
    }
    const plan = {
      nodes: [],
      workloads: new Map(
        [...workloads].map(([client, commands]) => [client, new TraceWorkload(commands, classes)]),
      ),
    };
    let told: string | undefined;
    let holds: boolean;
    try {
      const truth = evaluate(predicate, systemView(systemStateOf(this.#state), plan, classes));
      ({ holds, detail: told } = truth);
    } catch (error) {
      holds = false;
      told = `it threw ${String(error)}`;
    }
    if (!holds) return { failure: 'same', told: `${predicate.name}: ${told ?? verdict.detail}` };
    return this.#gone();
  }

  #gone(): Pick<ReplayReport, 'failure' | 'told'> {
    if (this.#skipped === 0) return { failure: 'gone', told: 'the failure is gone on this way' };
    const told =
      `the failure did not come, but ${this.#skipped} of ${this.#trace.events.length} events ` +
      'could not happen any more';
    return { failure: 'unclear', told };
  }
}

function evidenceOf(
  event: TraceEvent,
  step: ReturnType<ReplayStepper['step']>,
): TraceEvidence | undefined {
  const { local } = step;
  if (local === undefined) return undefined;
  const { sends, sets, results, fault } = local;
  const log = fault === undefined ? (event.evidence?.log ?? []) : [`SEVERE ${fault.message}`];
  return { state: local.local.node, sends, sets, results, log };
}
