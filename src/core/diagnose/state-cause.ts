import type { Finding, StateProfile } from '../testkit/index.js';

/** About the search as a whole: it has no time. */
type StateFinding = Pick<Finding, 'cause' | 'rule' | 'message' | 'advice'>;

/** Values of one field from which on it multiplies the states, whatever the others do. */
const VALUES_MANY = 12;

/** What multiplies the states of a search that did not come to its goal. */
export function whatMultipliesStates(profile: StateProfile): StateFinding | undefined {
  const { fields, notIdempotent } = profile;
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
  if (again !== undefined) {
    return {
      cause: 'handler-not-idempotent',
      rule: 'states',
      message: `${again.handler} reacts to the same message once more: ${again.again}`,
      advice:
        'In a search every message may come again at any time: a handler that then changes its ' +
        'state, sets a timer or sends something new multiplies the states.',
    };
  }
  const [field] = fields;
  if (field === undefined || field.values < VALUES_MANY) return undefined;
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
      'every state a new one, and the search does not come to an end.',
  };
}
