import type { Canonical, ClassTable } from '../../canon/index.js';
import { rootAddress, type Address } from '../../lab/index.js';
import { evaluate, SearchViews, type Predicate } from '../../predicate/index.js';
import { envelopeKey, type Envelope, type World } from '../../system/index.js';
import { FairContinuation } from './fair-continuation.js';
import { standardPredicate } from './standard-predicates.js';
import { marksUpTo, type Asked, type End, type ClientMark } from './client-history.js';
import type { Executor } from './executor.js';
import { planOf } from './trace-plan.js';
import type { Trace } from '../file/index.js';
import { wrongAnswer } from './wrong-answer.js';

/** Predicates that a run cannot violate merely by stopping earlier. */
const SAFE_PREDICATES = ['RESULTS_OK', 'APPENDS_LINEARIZABLE'];
/** Failures in which something did not happen. */
const STUCK_KINDS = ['liveness', 'answer'];
/** How long a stuck run has to continue, with nothing going wrong, and still be stuck. */
export const FAIR_MS = 800;
const ANSWER_MS = 20;

/** A run's failure, in a form that shows whether a shorter run fails in the same way. */
export interface ShownFailure {
  /** Whether it shows only at the end, by what would not happen later; else it ends the run. */
  readonly isAtEnd: boolean;
  /** A statement about a history, whatever the test itself expected. */
  readonly isHistory: boolean;
  /**
   * The recorded commands that it is about. `undefined` if the number of earlier commands matters,
   * so that none can be left out.
   */
  readonly commands: readonly Asked[] | undefined;
  /** The client's mark at which it first shows in the recorded run, if known. */
  readonly since?: ClientMark;
  /** Nodes that have to exist. */
  readonly nodes: ReadonlySet<Address>;
  shows(taken: End, by: Executor): boolean;
}

const AT_ONCE = {
  isAtEnd: false,
  isHistory: false,
  commands: undefined,
  nodes: new Set<Address>(),
} as const;

/**
 * The failure that the recorded run shows at its end; `undefined` if it shows none. Of a stuck run,
 * `waited` is the command that it is about, where that is known.
 */
export function shownFailure(
  trace: Trace,
  end: End,
  by: Executor,
  classes: ClassTable,
  waited?: Asked,
): ShownFailure | undefined {
  const fault = end.world.exception?.fault;
  if (fault !== undefined) {
    const place = (other: typeof fault): string => other.stack?.[0] ?? other.message;
    return {
      ...AT_ONCE,
      commands: [],
      shows: ({ world: { exception } }) =>
        exception?.fault.kind === fault.kind && place(exception.fault) === place(fault),
    };
  }
  const { kind } = trace.verdict;
  if (kind === 'result' || kind === 'invariant') {
    return illegalAnswer(end, by) ?? wrongResult(trace, end) ?? violated(trace, end, classes);
  }
  return STUCK_KINDS.includes(kind ?? '') ? stuck(trace, end, by, waited) : undefined;
}

function wrongResult({ workloads }: Trace, end: End): ShownFailure | undefined {
  const wrong = wrongAnswer(end.world.locals, workloads);
  if (wrong === undefined) return undefined;
  const { client, index, expected } = wrong;
  return {
    ...AT_ONCE,
    shows: ({ world }) => (world.locals.get(client)?.results.at(index) ?? expected) !== expected,
  };
}

function violated(trace: Trace, end: End, classes: ClassTable): ShownFailure | undefined {
  const name = trace.verdict.predicate;
  const isSafe = name !== undefined && SAFE_PREDICATES.includes(name);
  const predicate = isSafe ? standardPredicate(name) : undefined;
  if (predicate === undefined) return undefined;
  const shows = violation(predicate, trace, classes);
  return shows(end) ? { ...AT_ONCE, shows } : undefined;
}

/** Evaluates a predicate of the clients' results, and again only when they change. */
function violation(
  predicate: Predicate,
  trace: Trace,
  classes: ClassTable,
): (taken: End) => boolean {
  const views = new SearchViews(planOf(trace, classes), classes);
  const known = new WeakMap<ClientMark, boolean>();
  return ({ world, mark }) => {
    if (mark === undefined) return false;
    let isViolated = known.get(mark);
    if (isViolated === undefined) {
      isViolated = !evaluate(predicate, views.of(world)).holds;
      known.set(mark, isViolated);
    }
    return isViolated;
  };
}

/**
 * An answer that no order of the operations explains. Unlike a wrong result it does not depend on
 * how many commands were asked before.
 */
function illegalAnswer(end: End, by: Executor): ShownFailure | undefined {
  const culprit = by.history.firstIllegal(end.mark);
  if (culprit === undefined) return undefined;
  const { client } = culprit;
  const command = by.history.commandAt(client, culprit.index);
  const key = by.history.keyAt(culprit);
  const known = new WeakMap<ClientMark, boolean>();
  return {
    ...AT_ONCE,
    isHistory: true,
    commands: by.history.contradiction(culprit, key),
    since: culprit,
    shows: ({ mark }, { history, options }) => {
      if (mark?.result === undefined || mark.client !== client) return false;
      if (history.commandAt(client, mark.index) !== command) return false;
      let isIllegal = known.get(mark);
      if (isIllegal === undefined) {
        options.budget.spendOperations(mark.place);
        isIllegal = history.illegalKey(mark, key) !== undefined;
        known.set(mark, isIllegal);
      }
      return isIllegal;
    },
  };
}

/**
 * Something does not happen, and would not even if nothing goes wrong from here on: a client does
 * not get its result, or the test's question gets the same answer as before. The same servers have
 * to exist, since their absence would be reason enough.
 */
function stuck(trace: Trace, end: End, by: Executor, waited?: Asked): ShownFailure | undefined {
  const isAnswer = trace.verdict.kind === 'answer';
  const waiting = isAnswer ? undefined : waitingSince(end, waited);
  const awaits = isAnswer ? sameAnswer(trace) : waiting && noResult(waiting, by);
  if (awaits === undefined) return undefined;
  const clients = trace.workloads;
  const servers = ({ world }: End): Address[] =>
    [...world.locals.keys()].filter((node) => !clients.has(node));
  const living = new Set(servers(end));
  const known = new Map<string, boolean>();
  const failure: ShownFailure = {
    isAtEnd: true,
    isHistory: false,
    commands: waiting === undefined ? [] : [waiting],
    nodes: living,
    shows: (taken, executor) => {
      const here = servers(taken);
      if (here.length !== living.size || !here.every((node) => living.has(node))) return false;
      const key = textOf(taken.world);
      const before = known.get(key);
      if (before !== undefined) return before;
      const isStuck = awaits(taken, executor);
      known.set(key, isStuck);
      return isStuck;
    },
  };
  return failure.shows(end, by) ? failure : undefined;
}

type Awaits = (taken: End, by: Executor) => boolean;

function noResult(waiting: ClientMark, by: Executor): Awaits {
  const command = by.history.commandAt(waiting.client, waiting.index);
  const { client } = waiting;
  return ({ world }, executor) => {
    const index = world.locals.get(client)?.results.length;
    if (index === undefined || executor.stepper.handedIn(world, client) !== index + 1) return false;
    if (executor.history.commandAt(client, index) !== command) return false;
    const onward = new FairContinuation(executor.stepper, world);
    const isServed = onward.run(FAIR_MS, ({ world: { locals } }) => {
      return (locals.get(client)?.results.length ?? 0) > index;
    });
    executor.options.budget.spendSteps(onward.events);
    return !isServed && onward.world.exception === undefined;
  };
}

/** The first command handed in that has no answer; or none but this one. */
function waitingSince({ mark, world }: End, one?: Asked): ClientMark | undefined {
  return marksUpTo(mark).find(({ client, index, result }) => {
    if (one !== undefined && (one.client !== client || one.index !== index)) return false;
    return result === undefined && world.locals.get(client)?.results.length === index;
  });
}

/** The test's last question still gets the same answer. */
function sameAnswer({ events }: Trace): Awaits | undefined {
  const asked = events.findLast(({ action }) => action.kind === 'inject')?.action;
  if (asked?.kind !== 'inject') return undefined;
  const question = asked.envelope;
  const answered = events.findLast(({ action }) => {
    return action.kind === 'deliver' && action.envelope.to === question.from;
  })?.action;
  if (answered?.kind !== 'deliver') return undefined;
  const answer: Envelope = answered.envelope;
  return ({ world }, executor) => {
    const onward = new FairContinuation(executor.stepper, world);
    onward.run(FAIR_MS, () => false);
    const before = onward.world.network.count(answer);
    onward.inject(question);
    const isSame = onward.run(
      ANSWER_MS,
      ({ world: { network } }) => network.count(answer) > before,
    );
    executor.options.budget.spendSteps(onward.events);
    return isSame;
  };
}

/** Equal for states that continue in the same way. */
function textOf({ locals, network }: World): string {
  const parts: (string | Canonical)[] = [];
  for (const [node, { node: text, timers, results }] of locals) {
    const pending = timers.map(
      ({ owner, timer, maxMs }) => `${rootAddress(owner)}${timer}${maxMs}`,
    );
    parts.push(node, text, pending.join(), String(results.length));
  }
  for (const envelope of network.values()) {
    parts.push(envelopeKey(envelope), String(network.count(envelope)));
  }
  return parts.join('\n');
}
