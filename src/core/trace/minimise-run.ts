import type { ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Handlers } from '../system/index.js';
import { runToReduce, withCommandsAtOnce } from './explicit-run.js';
import { FairContinuation } from './fair-continuation.js';
import type { KnownRun } from './known-run.js';
import { reduce } from './reduce.js';
import { Reduction } from './reduction.js';
import { shownFailure } from './shown-failure.js';
import { rememberedDecode } from './taken-history.js';
import { crashesIn, Taker, type Taken } from './taker.js';
import type { Trace, TraceEvent } from './trace.js';
import { WorkBudget, type AskedHandlers } from './work-budget.js';

/** So many events of what a stuck run goes on to do are added to it. */
const STUCK_EVENTS = 30;
/** Of a run that did not become small, so many events at its end are what to look at. */
const END_EVENTS = 200;

export interface MinimiseOptions {
  /** They remember: the same steps are taken over and over. */
  readonly handlers: Handlers & AskedHandlers;
  readonly classes: ClassTable;
  /** How much work it may be, see {@link WorkBudget}; what is reached by then is given. */
  readonly workMax: number;
  /** A node whose state says what may be expected of the others: a view server. */
  readonly referee?: Address | undefined;
  /** Whether it is to stop now: the clock's safety net. */
  readonly isOver?: (() => boolean) | undefined;
}

/**
 * The trace of a failed run with what its failure does not need left out: commands and clients,
 * nodes, messages never delivered, timers that do not fire. Each try takes the rest again with the
 * lab's own code, and counts when it fails in the same way: the same client has a wrong result of
 * the same command, the same handler throws, the same predicate is violated, or the same client
 * gets no result although from there on nothing goes wrong: the beginning of how it then goes on
 * is added. It is given up (`undefined`) when the run as recorded does not show its failure.
 *
 * Unless a limit ends it, no event of what is left can be left out alone. The same run becomes the
 * same trace on every machine: work is counted, not timed.
 */
export function minimiseRun(trace: Trace, options: MinimiseOptions): Trace | undefined {
  const { handlers, classes, referee, workMax, isOver } = options;
  const budget = new WorkBudget({ max: workMax, handlers, isStopped: isOver });
  const plan = { ...trace, events: trace.events.filter(({ action }) => action.kind === 'add') };
  const tools = { handlers, classes, referee, budget, decoded: rememberedDecode(classes) };
  const recorder = new Taker(plan, tools);
  const recorded = recorder.all(trace.events);
  const failure = shownFailure(trace, recorded.states.at(-1) as Taken, recorder, classes);
  if (failure === undefined) return undefined;
  const recordedRun = { events: recorded.taken, states: recorded.states };
  const crashes = crashesIn(recorded.taken, recorded.states, referee);
  const run = runToReduce(new Taker(plan, tools, crashes), recordedRun, failure);
  if (run === undefined) return undefined;
  const reduction = new Reduction(run, failure, budget);
  reduce(reduction);
  return minimisedTrace(trace, reduction);
}

function minimisedTrace(trace: Trace, { run: reduced, failure, isOver }: Reduction): Trace {
  const run = reduced.isExplicit ? withCommandsAtOnce(reduced, failure) : reduced;
  const events = failure.isAtEnd ? [...run.events, ...stuckFor(run)] : run.events;
  const predicate = failure.isHistory ? 'LINEARIZABLE' : trace.verdict.predicate;
  return {
    ...trace,
    events,
    workloads: run.taker.plan.workloads,
    startLength: isOver ? Math.max(0, events.length - END_EVENTS) : 0,
    minimised: isOver ? 'partly' : 'yes',
    verdict: { ...trace.verdict, predicate },
  };
}

/** How a stuck run goes on although nothing goes wrong any more: a little of it, to be read. */
function stuckFor({ taker, events, end }: KnownRun): TraceEvent[] {
  const onward = new FairContinuation(taker.stepper, end.world);
  onward.run(Infinity, () => onward.events >= STUCK_EVENTS);
  const endMs = events.at(-1)?.atMs ?? 0;
  return onward.taken.map(({ action, afterMs }) => ({ action, atMs: endMs + afterMs }));
}
