import {
  decode,
  diff,
  fingerprint as fingerprintOf,
  formatChange,
  type Canonical,
  type ClassTable,
} from '../../canon/index.js';
import type { Predicate } from '../../predicate/index.js';
import { InvariantError } from '../../support/index.js';
import {
  Narrator,
  type Action,
  type Handlers,
  type Step,
  type Stepper,
  type World,
} from '../../system/index.js';
import { judgeReplay, type Judgement } from './judge-replay.js';
import { LoggedHandlers, type LogOf } from './logged-handlers.js';
import { matchEvent, type MatchedClasses } from './match-event.js';
import { rememberedDecode, ClientHistory, type ClientMark } from './client-history.js';
import { stepperOf } from './trace-plan.js';
import type { Trace, TraceEvent, TraceEvidence } from '../file/index.js';
import { translateTrace, type TranslatedTrace } from './translate.js';

/** An event that differs from the recorded one. */
export interface Divergence {
  /** The number of the event, from 0. */
  readonly index: number;
  /** The event, in words. */
  readonly event: string;
  readonly why: string;
}

/** An event that left its node in another state. */
export interface OtherState extends Divergence {
  /** `log.length: 1 → 2`: the recorded value and the current one, if the trace has it. */
  readonly changes: readonly string[];
}

/** An event that could no longer happen. */
export interface Refusal extends Divergence {
  /** The event that was taken instead, if any. */
  readonly instead: string | undefined;
}

/** What a replay found. */
export interface ReplayReport extends Judgement {
  /** The first event that led to another state, and the first that could no longer happen. */
  readonly otherState: OtherState | undefined;
  readonly refusal: Refusal | undefined;
  /** How many events were taken, including replacements. */
  readonly taken: number;
  /** How many events were replaced by another of the same kind. */
  readonly matched: number;
  readonly skipped: number;
  /** How many events came after the one at which a node failed. */
  readonly untried: number;
  readonly world: World;
  /** The events that were taken, with evidence of what each did. */
  readonly events: readonly TraceEvent[];
}

/** How a trace is replayed. */
export interface ReplayOptions {
  readonly handlers: Handlers;
  /** Has the lab's current classes. */
  readonly classes: ClassTable;
  /** Provides the log of each event after the start; if omitted, there are no logs. */
  readonly logOf?: LogOf | undefined;
  /** Finds the predicate of a verdict by its name. */
  readonly predicateOf: (name: string) => Predicate | undefined;
  /** Called after each event with the number of events so far, and how many of them were taken. */
  readonly onTaken?: ((events: number, taken: number) => void) | undefined;
  /** Whether the lab's code is known to be that of the trace. */
  readonly isSameCode?: boolean | undefined;
}

/**
 * Takes the events of a trace with the lab's current code. With the same code it is the same path;
 * after an edit it continues as far as events still match, by sender, receiver, class and order.
 * Reports where the two diverge and whether the failure is gone. Never throws because of the
 * trace's contents.
 */
export function replay(recorded: Trace, options: ReplayOptions): ReplayReport {
  const translated = translateTrace(recorded, options.classes.catalogue());
  const run = new Replay(translated, options);
  translated.trace.events.forEach((event, index) => {
    run.take(event, index);
    options.onTaken?.(index + 1, run.taken);
  });
  return run.report();
}

/** What a test does to a system; without it, it would be a different system. */
const PARTS: ReadonlySet<Action['kind']> = new Set(['add', 'crash', 'inject', 'command']);

class Replay {
  readonly #trace: Trace;
  readonly #recorded: MatchedClasses;
  readonly #options: ReplayOptions;
  readonly #stepper: Stepper;
  readonly #handlers: LoggedHandlers;
  readonly #events: TraceEvent[] = [];
  readonly #history: ClientHistory;
  #mark: ClientMark | undefined;
  #world: World;
  #otherState: OtherState | undefined;
  #refusal: Refusal | undefined;
  #matched = 0;
  #skipped = 0;
  #untried = 0;
  #lacksParts = false;

  constructor({ trace, classes }: TranslatedTrace, options: ReplayOptions) {
    this.#trace = classes.gone.size === 0 ? trace : withKnownCommands(trace, options.classes);
    this.#recorded = classes;
    this.#options = options;
    this.#handlers = new LoggedHandlers(options.handlers, options.logOf);
    this.#stepper = stepperOf(this.#trace, this.#handlers, options.classes);
    this.#world = this.#stepper.empty();
    this.#history = new ClientHistory(
      this.#trace.workloads,
      this.#stepper,
      rememberedDecode(options.classes),
    );
  }

  /** How many events were taken. */
  get taken(): number {
    return this.#events.length;
  }

  take(event: TraceEvent, index: number): void {
    if (this.#world.exception !== undefined) {
      this.#untried++;
      return;
    }
    const action = this.#possible(event.action, index);
    if (action === undefined) {
      this.#skipped++;
      this.#lacksParts ||=
        PARTS.has(event.action.kind) || this.#whyUnknown(event.action) !== undefined;
      return;
    }
    this.#handlers.isOn = index >= this.#trace.startLength;
    const step = this.#stepper.step(this.#world, action);
    this.#world = step.world;
    this.#mark = this.#history.after(this.#mark, step);
    const hasThrown = step.effects.fault !== undefined;
    const after = hasThrown ? undefined : stateAfter(step);
    const fingerprint = after && fingerprintOf(after);
    const isOther = event.fingerprint !== undefined && fingerprint !== event.fingerprint;
    if (isOther && !hasThrown) this.#noteOtherState(event, index, after);
    const evidence = evidenceOf(step, this.#handlers.takeLog());
    this.#events.push({ action, atMs: event.atMs, fingerprint, evidence });
  }

  report(): ReplayReport {
    const isAsRecorded = this.#otherState === undefined && this.#refusal === undefined;
    const judgement = judgeReplay(
      {
        trace: this.#trace,
        world: this.#world,
        mark: this.#mark,
        skipped: this.#skipped,
        lacksParts: this.#lacksParts,
        isAsRecorded: isAsRecorded && this.#options.isSameCode === true,
      },
      this.#options,
    );
    return {
      ...judgement,
      otherState: this.#otherState,
      refusal: this.#refusal,
      taken: this.taken,
      matched: this.#matched,
      skipped: this.#skipped,
      untried: this.#untried,
      world: this.#world,
      events: this.#events,
    };
  }

  /** The recorded event, or its replacement. */
  #possible(action: Action, index: number): Action | undefined {
    const why = this.#whyUnknown(action) ?? this.#stepper.refusal(this.#world, action);
    if (why === undefined) return action;
    const match = matchEvent(this.#stepper, this.#world, action, this.#recorded);
    if (match !== undefined) this.#matched++;
    const told = (each: Action): string => new Narrator(this.#recorded.table).title(each);
    this.#refusal ??= { index, event: told(action), why, instead: match && told(match) };
    return match;
  }

  /** Why the lab cannot take a message or timer: it no longer has the class. */
  #whyUnknown(action: Action): string | undefined {
    if (this.#recorded.gone.size === 0) return undefined;
    const text = textIn(action);
    return text === undefined || isKnown(text, this.#options.classes)
      ? undefined
      : 'the lab no longer has such a class';
  }

  #noteOtherState({ action, evidence }: TraceEvent, index: number, now?: Canonical): void {
    if (this.#otherState !== undefined) return;
    const { table } = this.#recorded;
    const before = evidence?.state;
    const changes =
      before === undefined || now === undefined
        ? []
        : diff(decode(before, table), decode(now, table), table).map(formatChange);
    const why = 'it leaves a different state';
    this.#otherState = { index, event: new Narrator(table).title(action), why, changes };
  }
}

/** An event's message, timer or command, as canonical text. */
function textIn(action: Action): Canonical | undefined {
  if ('envelope' in action) return action.envelope.message;
  return action.kind === 'fire' ? action.timer.timer : undefined;
}

/** Whether a value consists of classes that the lab has. */
function isKnown(text: Canonical, classes: ClassTable): boolean {
  try {
    decode(text, classes);
    return true;
  } catch (error) {
    if (error instanceof InvariantError) return false;
    throw error;
  }
}

/** The trace with only the commands before the first whose class the lab no longer has. */
function withKnownCommands(trace: Trace, classes: ClassTable): Trace {
  const workloads = [...trace.workloads].map(([client, commands]) => {
    const unknown = commands.findIndex(
      ({ command, expected }) =>
        !isKnown(command, classes) || (expected !== undefined && !isKnown(expected, classes)),
    );
    return [client, unknown < 0 ? commands : commands.slice(0, unknown)] as const;
  });
  return { ...trace, workloads: new Map(workloads) };
}

/** The acting node's state after a step; undefined if its construction failed. */
function stateAfter({ world, actor }: Step): Canonical | undefined {
  return actor === undefined ? undefined : world.locals.get(actor)?.node;
}

function evidenceOf(step: Step, logged: readonly string[]): TraceEvidence | undefined {
  if (step.actor === undefined) return undefined;
  const { sends, sets, results, fault } = step.effects;
  const log = fault === undefined ? logged : [...logged, `SEVERE ${fault.message}`];
  return { state: stateAfter(step), sends, sets, results, log };
}
