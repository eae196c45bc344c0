import { CLIENTS_DONE, RESULTS_OK, type Predicate } from '../../predicate/index.js';
import type { SystemPlan } from '../../system/index.js';
import { againOf, planOf, replay, type ReplayReport, type Trace } from '../../trace/index.js';
import { isTold, RecordedHandlers } from '../recorded-handlers.js';
import type { Scene } from '../scene.js';
import { Session, type SteppedLab } from '../session.js';
import type { Watched } from '../truths.js';
import type { SceneContext } from './scene-context.js';
import { watchedResults } from './watched-results.js';

/** What may be known of a trace beside itself. */
export interface TraceOrigin {
  readonly origin: string;
  /** Predicates of the test itself, by name. */
  readonly predicateOf: (name: string) => Predicate | undefined;
}

/** A trace that was opened, and from where it is not what it was. */
export interface OpenedTrace {
  readonly session: Session;
  /** Where the code as it is now does something else. */
  readonly report: ReplayReport | undefined;
}

/** Takes a trace again with the code as it is now, and stays where it ends. */
export function openTrace(
  trace: Trace,
  lab: SteppedLab,
  context: SceneContext,
  notes: TraceOrigin,
): OpenedTrace {
  if (trace.solution === context.solution && trace.harness === context.harness) {
    const { events } = trace;
    const recorded = isTold(events) ? new RecordedHandlers(events) : undefined;
    const session = new Session(recordedScene(trace, context, notes), { ...lab, recorded });
    if (session.skipped === 0) return { session, report: undefined };
  }
  const { handlers, classes } = lab;
  const report = replay(trace, { handlers, classes, predicateOf: notes.predicateOf });
  const taken: Trace = { ...trace, events: report.events, notes: undefined };
  const session = new Session(recordedScene(taken, context, notes), lab);
  const isOther = report.otherState !== undefined || report.refusal !== undefined;
  return { session, report: isOther ? report : undefined };
}

/** A trace as it is, without taking any of it again. */
export function recordedScene(trace: Trace, context: SceneContext, notes: TraceOrigin): Scene {
  const { lab, test, part, seed, settings, solution, harness, workloads, verdict } = trace;
  const { advice, bands } = trace.notes ?? { advice: [], bands: [] };
  // Whoever has the lab's own timeline asks that: a trace may not say of each step what it sent.
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
