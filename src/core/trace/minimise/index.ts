/**
 * Of a run that failed, what its failure needs: see {@link minimiseRun}, which tells how.
 *
 * Invariant: what is given fails in the same way as the run did, and the same run becomes the same
 * trace on every machine: work is counted, not timed.
 */
import type { ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import { placeOf, type Handlers } from '../../system/index.js';
import { runToReduce, withCommandsAtOnce } from './explicit-run.js';
import {
  type AskedHandlers,
  crashesIn,
  type Executed,
  Executor,
  FairContinuation,
  rememberedDecode,
  shownFailure,
  WorkBudget,
} from '../replay/index.js';
import type { KnownRun } from './known-run.js';
import { withFewerCommands } from './fewer-commands.js';
import { Reduction } from './reduction.js';
import type { Trace, TraceEvent } from '../file/index.js';

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
 * 1. The run is taken as it was recorded, and looked at for what its failure is.
 * 2. It is cut where the failure shows first, and what touches no node is left out.
 * 3. What takes away most is tried first: all commands but those the failure is about; each node;
 *    what changed nothing; halves of the events, quarters, eighths...
 * 4. At last single events, until none can be left out alone.
 *
 * When the budget ends it, what is left by then is given, and said to be minimised partly.
 */
export function minimiseRun(trace: Trace, options: MinimiseOptions): Trace | undefined {
  const { handlers, classes, referee, workMax, isOver } = options;
  const budget = new WorkBudget({ max: workMax, handlers, isStopped: isOver });
  const plan = { ...trace, events: trace.events.filter(({ action }) => action.kind === 'add') };
  const tools = { handlers, classes, referee, budget, decoded: rememberedDecode(classes) };
  const recorder = new Executor(plan, tools);
  const recorded = recorder.all(trace.events);
  const failure = shownFailure(trace, recorded.states.at(-1) as Executed, recorder, classes);
  if (failure === undefined) return undefined;
  const recordedRun = { events: recorded.taken, states: recorded.states };
  const crashes = crashesIn(recorded.taken, recorded.states, referee);
  const run = runToReduce(new Executor(plan, tools, crashes), recordedRun, failure);
  if (run === undefined) return undefined;
  const reduction = new Reduction(run, failure, budget);
  reduce(reduction);
  return minimisedTrace(trace, reduction);
}

function reduce(reduction: Reduction): void {
  if (reduction.failure.commands !== undefined) withFewerCommands(reduction);
  withFewerNodes(reduction);
  reduction.without(idle(reduction.run));
  reduction.withoutAll(({ kind }) => kind === 'duplicate');
  reduction.withoutSpans();
  reduction.withoutAll(({ kind }) => kind === 'lose');
  reduction.withoutSingles();
}

function withFewerNodes(reduction: Reduction): void {
  for (const { action } of reduction.run.events) {
    if (action.kind !== 'add') continue;
    const { address } = action.node;
    if (reduction.failure.nodes.has(address)) continue;
    reduction.withoutAll((other) => other.kind === 'add' && other.node.address === address);
  }
}

/** Deliveries and timers that changed nothing: as good as lost, or not due yet. */
function idle({ events, states }: KnownRun): number[] {
  return [...events.entries()].flatMap(([index, { action }]) => {
    const after = states[index + 1];
    if (action.kind !== 'deliver' && action.kind !== 'fire') return [];
    if (after?.actor === undefined) return [];
    const { sends, sets, results } = after.effects;
    if (sends.length + sets.length + results.length > 0) return [];
    const node = placeOf(action);
    const before = states[index]?.world.locals.get(node);
    return before?.node === after.world.locals.get(node)?.node ? [index] : [];
  });
}

function minimisedTrace(trace: Trace, { run: reduced, failure, isOver }: Reduction): Trace {
  const run = reduced.isExplicit ? withCommandsAtOnce(reduced, failure) : reduced;
  const events = failure.isAtEnd ? [...run.events, ...stuckFor(run)] : run.events;
  const predicate = failure.isHistory ? 'LINEARIZABLE' : trace.verdict.predicate;
  return {
    ...trace,
    events,
    workloads: run.executor.plan.workloads,
    startLength: isOver ? Math.max(0, events.length - END_EVENTS) : 0,
    minimised: isOver ? 'partly' : 'yes',
    verdict: { ...trace.verdict, predicate },
  };
}

/** How a stuck run goes on although nothing goes wrong any more: a little of it, to be read. */
function stuckFor({ executor, events, end }: KnownRun): TraceEvent[] {
  const onward = new FairContinuation(executor.stepper, end.world);
  onward.run(Infinity, () => onward.events >= STUCK_EVENTS);
  const endMs = events.at(-1)?.atMs ?? 0;
  return onward.taken.map(({ action, afterMs }) => ({ action, atMs: endMs + afterMs }));
}
