import type { Lab } from '../box/index.js';
import type { Address } from '../lab/index.js';
import { RememberedHandlers, type TestedLab } from '../judge/index.js';
import { TraceRecorder } from '../simulator/index.js';
import {
  annotate,
  minimiseRun,
  standardPredicate,
  type MinimiseOptions,
  type Trace,
  type Wait,
} from '../trace/index.js';
import type { RunOutcome } from './outcome.js';
import { testedLab, type RunTestOptions } from './run-context.js';
import { executeRunTest, type RunTest } from './run-test.js';

/** The maximum number of events to record: of a longer run, only the seed is kept. */
export const TRACED_EVENTS_MAX = 200_000;
/** Of a run that cannot be minimised, this many events at its end are shown in full... */
const TOLD_EVENTS = 2000;
/** ...unless it is longer than this, since all of it has to be replayed for that. */
const TOLD_RUN_MAX = 20_000;
/** The maximum work for minimising a run: some five seconds on an idle machine. */
const WORK_MAX = 1_000_000;

/** What a trace says about its run. */
export type RunTraceHead = Pick<Trace, 'lab' | 'test' | 'settings' | 'solution' | 'harness'>;

/** The result of a recorded run. */
export interface RecordedRun {
  readonly outcome: RunOutcome;
  /** The whole run; `undefined` if it cannot be replayed. */
  readonly trace: Trace | undefined;
  /** What the lab's handlers did in it. */
  readonly known: RememberedHandlers;
  /** The command that waited longest for its result. */
  readonly waited?: Wait | undefined;
}

/** Runs a test once and records it, so that it can be replayed without the test. */
export function recordRunTest(
  test: RunTest,
  lab: Lab | TestedLab,
  options: RunTestOptions,
  head: RunTraceHead,
): RecordedRun {
  let recorder: TraceRecorder | undefined;
  const known = new RememberedHandlers(testedLab(lab).handlers);
  const outcome = executeRunTest(test, lab, {
    ...options,
    observersOf: (host) => {
      const stateOf = (node: Address): object | undefined => host.peek(node);
      recorder = new TraceRecorder(lab.classes, stateOf, TRACED_EVENTS_MAX, (call, came) => {
        known.foresee(call, came);
      });
      return [recorder, ...(options.observersOf?.(host) ?? [])];
    },
  });
  if (recorder === undefined || recorder.unfit !== undefined) {
    return { outcome, trace: undefined, known };
  }
  const trace: Trace = {
    ...head,
    ...recorder.recorded(),
    seed: outcome.seed,
    classes: lab.classes.catalogue(),
    verdict: verdictOf(outcome),
  };
  return { outcome, trace, known, waited: recorder.longestWait(outcome.virtualMs) };
}

/** A recorded run, for reports and for diagnoses. */
export interface ToldRun {
  /**
   * The minimised run, with what each step did. If it could not be minimised: the whole run, with
   * what the steps at its end did.
   */
  readonly shown: Trace;
  /** The minimised run, or the whole run if that is not known; with what each step did. */
  readonly told: Trace | undefined;
  /** The whole run with what each step did, made when it is asked for; not if it is too long. */
  readonly whole: () => Trace | undefined;
}

export interface TellOptions extends Pick<MinimiseOptions, 'isOver' | 'arbiter'> {
  /** What is known of the lab's handlers. For what is shown of steps, they are asked again. */
  readonly known?: RememberedHandlers | undefined;
  /** The command of the run that waited longest. */
  readonly waited?: Wait | undefined;
}

/** Minimises a run that failed. `isOver` may end that sooner. */
export function minimiseFailedRun(
  trace: Trace,
  lab: Lab | TestedLab,
  { isOver, arbiter, known, waited }: TellOptions = {},
): ToldRun {
  const tested = testedLab(lab);
  const { classes } = lab;
  const asked = { handlers: new RememberedHandlers(tested.handlers), classes };
  const logged = (told: Trace | undefined): Trace | undefined =>
    told && annotate(told, { ...asked, logOf: (call) => tested.logOf(call) });
  const hasFailed = trace.verdict.verdict === 'failed';
  const handlers = known ?? asked.handlers;
  const minimised = hasFailed
    ? minimiseRun(trace, { handlers, classes, workMax: WORK_MAX, isOver, arbiter, waited })
    : undefined;
  const small = logged(minimised);
  const shown = small ?? logged(lastEvents(trace)) ?? trace;
  const isShort = hasFailed && trace.events.length <= TOLD_RUN_MAX;
  const whole = (): Trace | undefined => (isShort ? annotate(trace, asked) : undefined);
  return { shown, told: small?.minimised === 'yes' ? small : whole(), whole };
}

function lastEvents(trace: Trace): Trace | undefined {
  const { length } = trace.events;
  if (length > TOLD_RUN_MAX) return undefined;
  return { ...trace, startLength: Math.max(0, length - TOLD_EVENTS) };
}

function verdictOf({ verdict, failure }: RunOutcome): Trace['verdict'] {
  if (failure === undefined) return { verdict, detail: 'the test passed' };
  const { kind, predicate: name, message: detail, fault } = failure;
  // A test's own predicates are code of the test: only those that all labs share can be evaluated
  // again.
  const predicate = name === undefined ? undefined : standardPredicate(name)?.name;
  return { verdict, kind, predicate, fault: fault?.message, detail };
}
