import type { Failure, Finding, StateProfile } from '../testkit/index.js';

/** About the search as a whole: it has no time. */
type StateFinding = Pick<Finding, 'cause' | 'rule' | 'message' | 'advice'>;

/**
 * What multiplies the states of a search that its budget ended. Where finitely many states were to
 * be covered, that is what is wrong; a goal may be out of reach for another reason as well.
 */
export function whatMultipliesStates(
  profile: StateProfile,
  { kind }: Pick<Failure, 'kind'>,
): StateFinding | undefined {
  const found = whatMultiplies(profile, kind === 'limit');
  if (found === undefined || kind === 'limit') return found;
  return { ...found, advice: `${found.advice} ${MAY_BE}` };
}

const MAY_BE = 'This may be why the goal was not found within the budget: mend it, and look again.';

function whatMultiplies(profile: StateProfile, areAll: boolean): StateFinding | undefined {
  const { fields, notIdempotent, multiplied: [twice] = [] } = profile;
  if (twice !== undefined) {
    return {
      cause: 'timers-multiply',
      rule: 'states',
      message: `${twice.handler} sets ${twice.sets} of the same timer each time one of it fires`,
      advice: 'A timer that is set again when it fires is set once: or there are ever more of it.',
    };
  }
  const [again] = notIdempotent;
  const counter = notIdempotent.find(({ counts }) => counts);
  if (counter !== undefined) {
    return grows(
      profile,
      `${counter.handler} counts even what it was sent before: ${counter.again}`,
    );
  }
  const timer = notIdempotent.find(({ setsTimer }) => setsTimer === true);
  if (timer !== undefined) {
    return {
      cause: 'timers-multiply',
      rule: 'states',
      message: `${timer.handler} reacts to the same message once more: ${timer.again}`,
      advice:
        'A message may come again at any time: a handler that sets a timer for it each time has ' +
        'ever more of them pending. Set it where the work begins, and not while it is under way.',
    };
  }
  // What is done once more, and no more than that, is no reason to miss a goal.
  if (again !== undefined && areAll) {
    return {
      cause: 'handler-not-idempotent',
      rule: 'states',
      message: `${again.handler} reacts to the same message once more: ${again.again}`,
      advice:
        'In a search every message may come again at any time: a handler that then changes its ' +
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
