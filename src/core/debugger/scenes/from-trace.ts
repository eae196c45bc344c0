import type { ClassTable } from '../../canon/index.js';
import { CLIENTS_DONE, RESULTS_OK, type Predicate } from '../../predicate/index.js';
import type { SystemPlan } from '../../system/index.js';
import {
  againOf,
  classesOf,
  planOf,
  replay,
  type ReplayReport,
  type Trace,
} from '../../trace/index.js';
import { isTold, RecordedHandlers } from '../recorded-handlers.js';
import type { Scene } from '../scene.js';
import { Session, type SteppedLab } from '../session.js';
import type { Watched } from '../truths.js';
import type { SceneContext } from './scene-context.js';
import { watchedResults } from './watched-results.js';

/** What may be known about a trace besides its contents. */
export interface TraceOrigin {
  readonly origin: string;
  /** Predicates of the test itself, by name. */
  readonly predicateOf: (name: string) => Predicate | undefined;
}

/** A trace that was opened, and from where it differs from the recording. */
export interface OpenedTrace {
  readonly session: Session;
  /** Where the current code behaves differently. */
  readonly report: ReplayReport | undefined;
}

/** What is shown while the steps of a trace are being replayed. */
export interface Meanwhile {
  /** The trace as recorded, to look at, and what is being done meanwhile. */
  preview(session: Session, text: string): void;
  progress(text: string): void;
}

/** A trace with more events is shown before it has been replayed. */
const AT_ONCE_MAX = 500;
/** The number of events between two reports of progress. */
const PROGRESS_EVENTS = 250;

/** Replays a trace with the current code, and stays where it ends. */
export function openTrace(
  trace: Trace,
  lab: SteppedLab,
  context: SceneContext,
  notes: TraceOrigin,
  meanwhile: Meanwhile,
): OpenedTrace {
  const isSame = trace.solution === context.solution && trace.harness === context.harness;
  if (isSame && isTold(trace.events)) {
    const recorded = new RecordedHandlers(trace.events);
    const session = new Session(recordedScene(trace, context, notes), { ...lab, recorded });
    if (session.skipped === 0) return { session, report: undefined };
  }
  const report = takenAgain(trace, lab, context, notes, meanwhile);
  const { events } = report;
  const isOther = report.otherState !== undefined || report.refusal !== undefined;
  // Notes on other steps say nothing about these.
  const taken: Trace = { ...trace, events, notes: isOther ? undefined : trace.notes };
  const recorded = new RecordedHandlers(events);
  const session = new Session(recordedScene(taken, context, notes), { ...lab, recorded });
  return { session, report: isOther ? report : undefined };
}

function takenAgain(
  trace: Trace,
  { handlers, classes }: SteppedLab,
  context: SceneContext,
  notes: TraceOrigin,
  meanwhile: Meanwhile,
): ReplayReport {
  const { length } = trace.events;
  const progress = (taken: number): string => {
    return `replaying the steps with the lab: ${taken} of ${length}`;
  };
  if (length > AT_ONCE_MAX) {
    const known = { ...context, classes: classesOf(trace), timeline: undefined };
    const scene = recordedScene(trace, known, notes);
    meanwhile.preview(new Session(scene, recordingLab(trace.events, known.classes)), progress(0));
  }
  const onTaken = (taken: number): void => {
    if (length > AT_ONCE_MAX && taken % PROGRESS_EVENTS === 0) meanwhile.progress(progress(taken));
  };
  return replay(trace, { handlers, classes, predicateOf: notes.predicateOf, onTaken });
}

/** Stands in for a lab if there is only a trace. */
export function recordingLab(events: Trace['events'], classes: ClassTable): SteppedLab {
  const recorded = new RecordedHandlers(events);
  return { handlers: recorded, classes, recorded, isRecording: true };
}

/** A trace as recorded, without replaying any of it. */
export function recordedScene(trace: Trace, context: SceneContext, notes: TraceOrigin): Scene {
  const { lab, test, part, seed, settings, solution, harness, workloads, verdict } = trace;
  const { advice, bands } = trace.notes ?? { advice: [], bands: [] };
  // Prefer the lab's own timeline, if available: a trace may not say what each step sent.
  const noted = context.timeline === undefined ? bands : [];
  const bandAt = new Map(noted.map(({ step, text }) => [step, text]));
  const { classes, timeline } = context;
  const plan = planOf(trace, classes);
  const name = part === undefined ? '' : ` · ${part}`;
  return {
    title: `lab ${lab} · ${/\d/.test(test) ? `test ${test}` : test}${name}`,
    origin: notes.origin,
    network: trace.mode === 'run' ? 'bag' : 'set',
    plan,
    steps: trace.events.map((event, index) => ({ ...event, band: bandAt.get(index + 1) })),
    startLength: trace.startLength,
    watched: watchedOf(trace, plan, notes),
    timeline,
    verdict: { verdict: verdict.verdict, detail: verdict.detail },
    advice,
    again: againOf(trace),
    stages: [],
    trace: { lab, test, part, seed, settings, solution, harness, workloads },
  };
}

function watchedOf(
  { verdict, workloads }: Trace,
  plan: SystemPlan,
  { predicateOf }: TraceOrigin,
): Watched[] {
  const named = verdict.predicate === undefined ? undefined : predicateOf(verdict.predicate);
  const isGoal = verdict.kind === 'nearest' || verdict.verdict === 'passed';
  const watched: Watched[] = [];
  const results = watchedResults(plan, 'the trace');
  const isResults = named?.name === RESULTS_OK.name;
  if (isResults && !isGoal) watched.push(results);
  else if (named !== undefined) {
    watched.push({ role: isGoal ? 'goal' : 'invariant', predicate: named });
  }
  if (workloads.size === 0) return watched;
  if (!isResults) watched.push(results);
  if (named?.name !== CLIENTS_DONE.name) {
    const isQuiet = verdict.verdict === 'failed' && !isGoal;
    watched.push({ role: 'goal', predicate: CLIENTS_DONE, isQuiet });
  }
  return watched;
}
