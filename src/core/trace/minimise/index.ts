/**
 * Of a run that failed, what its failure needs: see {@link minimiseRun}, which says how.
 *
 * Invariant: what is given fails in the same way as the run did, and the same run becomes the same
 * trace on every machine: work is counted, not timed.
 */
import { fingerprint, type ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import { leaveOutSpans } from '../../support/index.js';
import { placeOf, type Handlers } from '../../system/index.js';
import { failedRun, withCommandsAtOnce } from './explicit-run.js';
import {
  type AskedHandlers,
  type Crashes,
  Executor,
  FairContinuation,
  judgeReplay,
  rememberedDecode,
  standardPredicate,
  WorkBudget,
} from '../replay/index.js';
import { detours } from './detours.js';
import type { KnownRun } from './known-run.js';
import { keepThoseAsked, withFewerCommands } from './fewer-commands.js';
import { Reduction } from './reduction.js';
import type { Wait } from './stuck-earlier.js';
import type { Trace, TraceEvent } from '../file/index.js';

export type { Wait } from './stuck-earlier.js';

/** At most this many events of what a stuck run goes on to do are added to it. */
const STUCK_EVENTS = 30;
/** Of a run that did not become small, the last events, at most this many, are shown. */
const END_EVENTS = 200;

/** Of a longer run than this, detours are left out if they are more than one in sixteen events. */
const SHORT = 1024;
const DETOURS_SHARE = 16;
/** This many events at each end of a run are tried alone first. */
const ENDS_MIN = 64;

export interface MinimiseOptions {
  /** They remember: the same steps are taken over and over. */
  readonly handlers: Handlers & AskedHandlers;
  readonly classes: ClassTable;
  /**
   * How much work it may be, see {@link WorkBudget}, once the run has been taken as recorded; what
   * is reached by then is given.
   */
  readonly workMax: number;
  /** Of a run that failed because a client waited too long: the command that waited longest. */
  readonly waited?: Wait | undefined;
  /** A node whose state says what may be expected of the others. */
  readonly arbiter?: Address | undefined;
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
 * 1. The run is taken as it was recorded, without what touches no node, and looked at for what its
 *    failure is. A client that waits too long often does so from early on: what comes after it got
 *    stuck is not taken.
 * 2. It is cut where the failure shows first.
 * 3. What takes away most is tried first: all that leads back to a state the run has been in; all
 *    between the beginning and the end; all commands but those the failure is about; each node;
 *    what changed nothing; halves of the events, quarters, eighths...
 * 4. At last single events, until none can be left out alone.
 *
 * When the budget ends it, what is left by then is given, and said to be minimised partly.
 */
export function minimiseRun(trace: Trace, options: MinimiseOptions): Trace | undefined {
  const { handlers, classes, arbiter, workMax, isOver, waited } = options;
  const budget = new WorkBudget({ handlers, isStopped: isOver });
  const plan = { ...trace, events: trace.events.filter(({ action }) => action.kind === 'add') };
  const tools = { handlers, classes, arbiter, budget, decoded: rememberedDecode(classes) };
  const failed = failedRun(trace, new Executor(plan, tools), classes, waited);
  if (failed === undefined) return undefined;
  budget.allow(workMax);
  const run = failed.run.under(crashesIn(failed.run, arbiter));
  const reduction = new Reduction(run, failed.failure, budget);
  reduce(reduction);
  const small = minimisedTrace(trace, reduction);
  const detail = headlineOf(small, trace, reduction.run, options);
  return { ...small, verdict: { ...small.verdict, detail } };
}

/** What went wrong in the trace that is shown; and in the whole run, where that says otherwise. */
function headlineOf(
  small: Trace,
  whole: Trace,
  { events, end }: KnownRun,
  { handlers, classes }: Pick<MinimiseOptions, 'handlers' | 'classes'>,
): string {
  const path = { trace: small, ...end, skipped: 0, lacksParts: false, isAsRecorded: false };
  const { told, answer } = judgeReplay(path, { handlers, classes, predicateOf: standardPredicate });
  const { detail } = small.verdict;
  if (answer === undefined || detail.includes(answer)) return detail;
  const [shown, all] = [events, whole.events].map((each) => timeText(each.at(-1)?.atMs));
  return `at ${shown}, ${told}; in the whole run, at ${all}: ${detail}`;
}

function timeText(atMs = 0): string {
  return `${atMs.toFixed(1)} ms`;
}

function reduce(reduction: Reduction): void {
  if (reduction.failure.commands === undefined) withoutDetours(reduction);
  else {
    // What the failure is about is counted in the run as it was recorded.
    if (!withoutMiddle(reduction)) keepThoseAsked(reduction);
    withoutDetours(reduction);
    withFewerCommands(reduction);
    withoutDetours(reduction);
  }
  withFewerNodes(reduction);
  const { run } = reduction;
  reduction.without([...run.events.keys()].filter((index) => run.isIdle(index)));
  reduction.withoutAll(({ kind }) => kind === 'duplicate');
  reduction.withoutSpans();
  reduction.withoutAll(({ kind }) => kind === 'lose');
  reduction.withoutSingles();
}

/** The fewer commands there are, the more of a run is waiting. */
function withoutDetours(reduction: Reduction): void {
  if (reduction.isOver) return;
  const those = detours(reduction.run);
  // To take a long run again costs more than a few events fewer save.
  const { length } = reduction.run.events;
  if (length <= SHORT || those.length > length / DETOURS_SHARE) reduction.without(those);
}

/**
 * Many a failure needs how a run began and how it ended, and nothing of what came between, however
 * long that was: so few events are taken quickly.
 */
function withoutMiddle(reduction: Reduction): boolean {
  const { events } = reduction.run;
  for (let ends = ENDS_MIN; ends < events.length / 4; ends *= 4) {
    const middle = [...events.keys()].slice(ends, -ends).filter((index) => {
      const kind = events[index]?.action.kind;
      return kind !== 'add' && kind !== 'crash';
    });
    if (reduction.without(middle)) return true;
  }
  return false;
}

/**
 * Many nodes at once at first, and all of them before that: a run of many crashes has many servers,
 * and its failure is often that of one of its clients with those that live.
 */
function withFewerNodes(reduction: Reduction): void {
  const { failure } = reduction;
  const asked = new Set(failure.commands?.map(({ client }) => client));
  const nodes = (): Address[] =>
    reduction.run.events.flatMap(({ action }) => {
      const address = action.kind === 'add' ? action.node.address : undefined;
      return address === undefined || failure.nodes.has(address) ? [] : [address];
    });
  const without = (those: readonly Address[]): boolean =>
    reduction.withoutAll((each) => each.kind === 'add' && those.includes(each.node.address));
  if (without(nodes().filter((node) => !asked.has(node)))) return;
  leaveOutSpans({
    get length() {
      return nodes().length;
    },
    get isOver() {
      return reduction.isOver;
    },
    leaveOut: (from, until) => void without(nodes().slice(from, until)),
  });
}

/** In which state the arbiter was at each crash. */
function crashesIn(run: KnownRun, arbiter: Address | undefined): Crashes {
  const crashes = new Map<Address, string | undefined>();
  if (arbiter === undefined) return crashes;
  for (const [i, { action }] of run.events.entries()) {
    if (action.kind !== 'crash') continue;
    crashes.set(action.node, run.at(i).world.locals.get(arbiter)?.node);
  }
  return crashes;
}

function minimisedTrace(trace: Trace, { run: reduced, failure, isOver }: Reduction): Trace {
  const run = reduced.isExplicit ? withCommandsAtOnce(reduced, failure) : reduced;
  const after = failure.isAtEnd ? stuckFor(run) : [];
  const length = run.events.length + after.length;
  const startLength = isOver ? Math.max(0, length - END_EVENTS) : 0;
  const predicate = failure.isHistory ? 'LINEARIZABLE' : trace.verdict.predicate;
  return {
    ...trace,
    events: [...withFingerprints(run, startLength), ...after],
    workloads: run.executor.plan.workloads,
    startLength,
    minimised: isOver ? 'partly' : 'yes',
    verdict: { ...trace.verdict, predicate },
  };
}

/**
 * The events with the states they left, from there on: what is remembered of a lab that does not
 * always do the same is seen to be wrong when they are taken again.
 */
function withFingerprints(run: KnownRun, from: number): TraceEvent[] {
  return run.events.map((event, index) => {
    const node = index < from ? undefined : placeOf(event.action);
    const text = node && run.at(index + 1).world.locals.get(node)?.node;
    return text === undefined ? event : { ...event, fingerprint: fingerprint(text) };
  });
}

/** How a stuck run goes on although nothing goes wrong any more: a little of it, to be read. */
function stuckFor({ executor, events, end }: KnownRun): TraceEvent[] {
  const onward = new FairContinuation(executor.stepper, end.world);
  onward.run(Infinity, () => onward.events >= STUCK_EVENTS);
  const endMs = events.at(-1)?.atMs ?? 0;
  return onward.taken.map(({ action, afterMs }) => ({ action, atMs: endMs + afterMs }));
}
