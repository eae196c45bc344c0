import { evaluate, type Predicate, type SystemView, type Truth } from '../predicate/index.js';
import type { World } from '../system/index.js';
import type { SearchFinding, SearchSettings } from './search.js';

/** A goal or a prune cannot be evaluated: the search stops, as its result would mean nothing. */
export class PredicateError extends Error {
  readonly predicate: string;
  constructor(predicate: Predicate, cause: unknown) {
    super(`“${predicate.name}” cannot be evaluated: ${messageOf(cause)}`, { cause });
    this.name = 'PredicateError';
    this.predicate = predicate.name;
  }
}

/** What ends a search at a state, without the path to it. */
export type StateJudgement = Pick<SearchFinding, 'predicate' | 'detail' | 'exception'> & {
  readonly end: 'exception' | 'violation' | 'goal';
};

/** The kinds of findings on one level, most important first. */
const ENDS: readonly StateJudgement['end'][] = ['exception', 'violation', 'goal'];

/** Whether a finding takes precedence over another of its level; among equals the first does. */
export function isGraver(
  end: StateJudgement['end'],
  than: StateJudgement['end'] | undefined,
): boolean {
  return than === undefined || ENDS.indexOf(end) < ENDS.indexOf(than);
}

/** Whether a state ends the search: by an exception, a violated invariant or a goal, in order. */
export function judge(
  state: World,
  view: SystemView,
  settings: Pick<SearchSettings, 'invariants' | 'goals'>,
): StateJudgement | undefined {
  const { exception } = state;
  if (exception !== undefined) {
    return { end: 'exception', predicate: undefined, detail: exception.fault.message, exception };
  }
  for (const predicate of settings.invariants) {
    const { holds, detail } = evaluateInvariant(predicate, view);
    if (!holds) return { end: 'violation', predicate, detail, exception };
  }
  for (const predicate of settings.goals) {
    const { holds, detail } = evaluateStrictly(predicate, view);
    if (holds) return { end: 'goal', predicate, detail, exception };
  }
  return undefined;
}

/** Whether a state that did not end the search should not be expanded. */
export function isPruned(view: SystemView, prunes: readonly Predicate[]): boolean {
  return prunes.some((predicate) => evaluateStrictly(predicate, view).holds);
}

/** An invariant that throws is violated. */
export function evaluateInvariant(predicate: Predicate, view: SystemView): Truth {
  try {
    return evaluate(predicate, view);
  } catch (error) {
    return { holds: false, detail: `“${predicate.name}” threw: ${messageOf(error)}` };
  }
}

function evaluateStrictly(predicate: Predicate, view: SystemView): Truth {
  try {
    return evaluate(predicate, view);
  } catch (error) {
    throw new PredicateError(predicate, error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
