import { grouped } from '../support/index.js';
import type { Failure, Finding, HeldBack, StateProfile } from '../testkit/index.js';

/** A finding about the search as a whole; it has no time. */
type StateFinding = Pick<Finding, 'cause' | 'rule' | 'message' | 'advice'>;

/**
 * What multiplies the states of a search that ended at its budget. If all states were to be
 * covered, that is the mistake; whether it keeps a goal from being found, a search with the growth
 * held back shows.
 */
export function whatMultipliesStates(
  profile: StateProfile,
  { kind }: Pick<Failure, 'kind'>,
  heldBack?: Pick<HeldBack, 'names' | 'showed' | 'states' | 'steps'>,
): StateFinding | undefined {
  const found = whatMultiplies(profile, kind === 'limit');
  if (found === undefined || kind === 'limit') return found;
  return { ...found, advice: `${found.advice} ${whatItKeeps(heldBack)}` };
}

/** Whether the growth keeps the goal from being found, as far as that was shown. */
function whatItKeeps(
  heldBack: Pick<HeldBack, 'names' | 'showed' | 'states' | 'steps'> | undefined,
): string {
  const { names = [], showed = 'nothing', states = 0, steps = 0 } = heldBack ?? {};
  const held = `with ${listOf(names)} held back`;
  switch (showed) {
    case 'the goal':
      return `It is why the goal was not found: ${held}, it is found after ${steps} steps.`;
    case 'every state':
      return (
        `It is not why the goal was not found: ${held}, all ${grouped(states)} reachable states ` +
        'are covered, and the goal is in none of them.'
      );
    case 'nothing':
      return 'This may be why the goal was not found within the budget: fix it, and search again.';
  }
}

/** `a`, `a and b`, `a, b and 3 more` */
function listOf(names: readonly string[]): string {
  const [first = '', second, ...more] = names;
  if (second === undefined) return first;
  return more.length === 0
    ? `${first} and ${second}`
    : `${first}, ${second} and ${more.length} more`;
}

function whatMultiplies(profile: StateProfile, areAll: boolean): StateFinding | undefined {
  const { fields, notIdempotent, multiplied: [twice] = [] } = profile;
  if (twice !== undefined) {
    return {
      cause: 'timers-multiply',
      rule: 'states',
      message: `${twice.handler} sets ${twice.sets} of the same timer each time one of them fires`,
      advice:
        'A timer that is set again when it fires is set only once, or there are ever more of them.',
    };
  }
  const [again] = notIdempotent;
  const counter = notIdempotent.find(({ counts }) => counts);
  if (counter !== undefined) {
    return grows(
      profile,
      `${counter.handler} counts even a message that it has had before: ${counter.again}`,
    );
  }
  const timer = notIdempotent.find(({ setsTimer }) => setsTimer === true);
  if (timer !== undefined) {
    return {
      cause: 'timers-multiply',
      rule: 'states',
      message: `${timer.handler} reacts to the same message again: ${timer.again}`,
      advice:
        'A message may arrive again at any time: a handler that ' +
        'sets a timer for it each time has ' +
        'ever more of them pending. Set it where the work begins, and not while it is under way.',
    };
  }
  // Doing the same once more, and nothing else, is no reason to miss a goal.
  if (again !== undefined && areAll) {
    return {
      cause: 'handler-not-idempotent',
      rule: 'states',
      message: `${again.handler} reacts to the same message again: ${again.again}`,
      advice:
        'In a search every message may arrive again at any time: a handler that then changes its ' +
        'state, sets a timer or sends something new multiplies the states.',
    };
  }
  const field = fields.find((each) => each.grows === true);
  if (field === undefined) return undefined;
  return grows(profile, `${field.node}.${field.field} took ${field.values} different values`);
}

function grows({ messages: [message] }: StateProfile, what: string): StateFinding {
  const sent =
    message === undefined
      ? ''
      : `; ${message.from} sent ${message.count} different ${message.message} messages`;
  return {
    cause: 'state-grows',
    rule: 'states',
    message: what + sent,
    advice:
      'Keep only what the protocol needs: counters, statistics and maps that never shrink make ' +
      'every state a new one.',
  };
}
