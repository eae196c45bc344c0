import type { Canonical, ClassTable } from '../canon/index.js';
import { rootAddress, type Address } from '../lab/index.js';
import { evaluate, SearchViews, type Predicate } from '../predicate/index.js';
import { envelopeKey, type Envelope } from '../system/index.js';
import { FairContinuation } from './fair-continuation.js';
import { systemStateOf, wrongAnswer, type ReplayState } from './replay-stepper.js';
import { standardPredicate } from './standard-predicates.js';
import type { TakenHistory, Mark } from './taken-history.js';
import type { Taken, Taker } from './taker.js';
import type { Trace } from './trace.js';
import { TraceWorkload } from './trace-workload.js';

/** Predicates that a run which stopped earlier cannot violate by that alone. */
const SAFE_PREDICATES = ['RESULTS_OK', 'APPENDS_LINEARIZABLE'];
/** Failures that are that something did not happen. */
const STUCK_KINDS = ['liveness', 'view'];
/** So long a run that is stuck has to go on, with nothing going wrong, and still be stuck. */
const FAIR_MS = 800;
const ANSWER_MS = 20;

/** What a run's failure is, so that a shorter run can be asked whether it fails in the same way. */
export interface ShownFailure {
  /**
   * - `state`: the first state that shows it ends the run
   * - `answer`: it shows when a client has its answer, whatever commands were asked before
   * - `stuck`: it shows at the end only, by what would not happen from there on
   */
  readonly kind: 'state' | 'answer' | 'stuck';
  shows(taken: Taken, by: Taker): boolean;
}

/** What the run as recorded shows at its end; `undefined` when it shows no failure. */
export function shownFailure(
  trace: Trace,
  end: Taken,
  by: Taker,
  classes: ClassTable,
): ShownFailure | undefined {
  const fault = end.state.exception?.fault;
  if (fault !== undefined) {
    const place = (other: typeof fault): string => other.stack?.[0] ?? other.message;
    return {
      kind: 'state',
      shows: ({ state: { exception } }) =>
        exception?.fault.kind === fault.kind && place(exception.fault) === place(fault),
    };
  }
  const { kind } = trace.verdict;
  if (kind === 'result' || kind === 'invariant') {
    return illegalAnswer(end, by) ?? wrongResult(trace, end) ?? violated(trace, end, classes);
  }
  return STUCK_KINDS.includes(kind ?? '') ? stuck(trace, end, by) : undefined;
}

function wrongResult({ workloads }: Trace, end: Taken): ShownFailure | undefined {
  const wrong = wrongAnswer(end.state.locals, workloads);
  if (wrong === undefined) return undefined;
  const { client, index, expected } = wrong;
  return {
    kind: 'state',
    shows: ({ state }) => (state.locals.get(client)?.results[index] ?? expected) !== expected,
  };
}

function violated(
  { verdict, workloads }: Trace,
  end: Taken,
  classes: ClassTable,
): ShownFailure | undefined {
  const name = verdict.predicate;
  const isSafe = name !== undefined && SAFE_PREDICATES.includes(name);
  const predicate = isSafe ? standardPredicate(name) : undefined;
  if (predicate === undefined) return undefined;
  const shows = violation(predicate, workloads, classes);
  return shows(end) ? { kind: 'state', shows } : undefined;
}

/** Evaluates a predicate of the clients' results, again only when there are other ones. */
function violation(
  predicate: Predicate,
  commands: Trace['workloads'],
  classes: ClassTable,
): (taken: Taken) => boolean {
  const workloads = new Map<Address, TraceWorkload>();
  for (const [client, all] of commands) workloads.set(client, new TraceWorkload(all, classes));
  const views = new SearchViews({ nodes: [], workloads }, classes);
  const known = new WeakMap<readonly Mark[], boolean>();
  return ({ state, marks }) => {
    let isViolated = known.get(marks);
    if (isViolated === undefined) {
      isViolated = !evaluate(predicate, views.of(systemStateOf(state))).holds;
      known.set(marks, isViolated);
    }
    return isViolated;
  };
}

/**
 * An answer that no order of the operations explains. Unlike a wrong result it does not depend on
 * how many commands were asked before.
 */
function illegalAnswer(end: Taken, by: Taker): ShownFailure | undefined {
  const culprit = firstIllegal(end, by.history);
  if (culprit === undefined) return undefined;
  const { client } = culprit;
  const command = by.history.commandAt(client, culprit.index);
  const known = new WeakMap<readonly Mark[], boolean>();
  return {
    kind: 'answer',
    shows: ({ marks }, { history }) => {
      const last = marks.at(-1);
      if (last?.result === undefined || last.client !== client) return false;
      if (history.commandAt(client, last.index) !== command) return false;
      let isIllegal = known.get(marks);
      if (isIllegal === undefined) {
        isIllegal = history.isIllegal(marks);
        known.set(marks, isIllegal);
      }
      return isIllegal;
    },
  };
}

/** The first answer with which the history is illegal: from there on it always is. */
function firstIllegal({ marks }: Taken, history: TakenHistory): Mark | undefined {
  if (!history.isIllegal(marks)) return undefined;
  let [legal, illegal] = [0, marks.length];
  while (illegal - legal > 1) {
    const middle = Math.floor((legal + illegal) / 2);
    if (history.isIllegal(marks.slice(0, middle))) illegal = middle;
    else legal = middle;
  }
  return marks[illegal - 1];
}

/**
 * Something does not happen, and would not although from here on nothing goes wrong: a client does
 * not get its result, or a question of the test is answered as it was. The same servers have to be
 * there, or that they are gone would be reason enough.
 */
function stuck(trace: Trace, end: Taken, by: Taker): ShownFailure | undefined {
  const awaits = trace.verdict.kind === 'view' ? sameAnswer(trace) : noResult(end, by);
  if (awaits === undefined) return undefined;
  const clients = trace.workloads;
  const servers = ({ state }: Taken): string =>
    [...state.locals.keys()].filter((node) => !clients.has(node)).join();
  const living = servers(end);
  const known = new Map<string, boolean>();
  const failure: ShownFailure = {
    kind: 'stuck',
    shows: (taken, taker) => {
      if (servers(taken) !== living) return false;
      const key = textOf(taken.state);
      const before = known.get(key);
      if (before !== undefined) return before;
      const isStuck = awaits(taken, taker);
      known.set(key, isStuck);
      return isStuck;
    },
  };
  return failure.shows(end, by) ? failure : undefined;
}

type Awaits = (taken: Taken, by: Taker) => boolean;

function noResult(end: Taken, by: Taker): Awaits | undefined {
  const waiting = waitingSince(end);
  if (waiting === undefined) return undefined;
  const command = by.history.commandAt(waiting.client, waiting.index);
  const { client } = waiting;
  return ({ state }, taker) => {
    const index = state.locals.get(client)?.results.length;
    if (index === undefined || taker.history.handedIn(client, state) !== index + 1) return false;
    if (taker.history.commandAt(client, index) !== command) return false;
    const onward = new FairContinuation(taker.stepper, state);
    const isServed = onward.run(FAIR_MS, ({ locals }) => {
      return (locals.get(client)?.results.length ?? 0) > index;
    });
    taker.spend(onward.events);
    return !isServed && onward.state.exception === undefined;
  };
}

/** The command that was handed in first of those without an answer. */
function waitingSince({ marks, state }: Taken): Mark | undefined {
  return marks.find(({ client, index, result }) => {
    return result === undefined && state.locals.get(client)?.results.length === index;
  });
}

/** The test's last question is still answered as it was. */
function sameAnswer({ events }: Trace): Awaits | undefined {
  const asked = events.findLast(({ action }) => action.kind === 'inject')?.action;
  if (asked?.kind !== 'inject') return undefined;
  const question = asked.envelope;
  const answered = events.findLast(({ action }) => {
    return action.kind === 'deliver' && action.envelope.to === question.from;
  })?.action;
  if (answered?.kind !== 'deliver') return undefined;
  const answer: Envelope = answered.envelope;
  const count = (state: ReplayState): number => {
    return state.flights.get(envelopeKey(answer))?.count ?? 0;
  };
  return ({ state }, taker) => {
    const onward = new FairContinuation(taker.stepper, state);
    onward.run(FAIR_MS, () => false);
    const before = count(onward.state);
    onward.inject(question);
    const isSame = onward.run(ANSWER_MS, (after) => count(after) > before);
    taker.spend(onward.events);
    return isSame;
  };
}

/** Equal for states that go on in the same way. */
function textOf({ locals, flights }: ReplayState): string {
  const parts: (string | Canonical)[] = [];
  for (const [node, { node: text, timers, results }] of locals) {
    const pending = timers.map(
      ({ owner, timer, maxMs }) => `${rootAddress(owner)}${timer}${maxMs}`,
    );
    parts.push(node, text, pending.join(), String(results.length));
  }
  for (const [key, { count }] of flights) parts.push(key, String(count));
  return parts.join('\n');
}
