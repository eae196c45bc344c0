import { RememberedHandlers, ThreadHandlers, type Lab } from '../host/index.js';
import { TraceRecorder } from '../simulator/index.js';
import { annotate, minimiseRun, standardPredicate, type Trace } from '../trace/index.js';
import type { RunOutcome } from './outcome.js';
import type { RunTestOptions } from './run-context.js';
import { executeRunTest, type RunTest } from './run-test.js';

/** Events recorded at most: a longer run is told by its seed alone. */
const EVENTS_MAX = 200_000;
/** Steps taken to make a run small, at most: about ten seconds. */
const STEPS_MAX = 400_000;

/** What a trace says of what was run. */
export type RunTraceHead = Pick<Trace, 'lab' | 'test' | 'solution' | 'harness'>;

/** What a run that was recorded gave. */
export interface TracedRun {
  readonly outcome: RunOutcome;
  /** All of it; `undefined` when it cannot be taken again. */
  readonly trace: Trace | undefined;
  /** What of it the failure needs, with what each step did; where leaving out explains it. */
  readonly minimised: Trace | undefined;
}

/**
 * Runs a test once more and records it. A failed run is made small, with the lab's own code;
 * `isOver` may end that sooner.
 */
export function traceRunTest(
  test: RunTest,
  lab: Lab,
  options: RunTestOptions,
  head: RunTraceHead,
  isOver?: () => boolean,
): TracedRun {
  let recorder: TraceRecorder | undefined;
  const outcome = executeRunTest(test, lab, {
    ...options,
    observersOf: (host) => {
      recorder = new TraceRecorder(lab.classes, (node) => host.peek(node), EVENTS_MAX);
      return [recorder];
    },
  });
  if (recorder === undefined || recorder.unfit !== undefined) {
    return { outcome, trace: undefined, minimised: undefined };
  }
  const trace: Trace = {
    ...head,
    ...recorder.recorded(),
    seed: outcome.seed,
    classes: lab.classes.catalogue(),
    verdict: verdictOf(outcome),
  };
  if (outcome.verdict !== 'failed') return { outcome, trace, minimised: undefined };
  const handlers = new RememberedHandlers(new ThreadHandlers(lab));
  const tools = { handlers, classes: lab.classes };
  const minimised = minimiseRun(trace, { ...tools, stepsMax: STEPS_MAX, isOver });
  return { outcome, trace, minimised: minimised && annotate(minimised, tools) };
}

function verdictOf({ verdict, failure }: RunOutcome): Trace['verdict'] {
  if (failure === undefined) return { verdict, detail: 'the test passed' };
  const [name = ''] = failure.message.split(' does not hold');
  const predicate = standardPredicate(name)?.name;
  return { verdict, kind: failure.kind, predicate, detail: failure.message };
}
