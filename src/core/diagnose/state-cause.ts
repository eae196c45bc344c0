import type { Finding, StateProfile } from '../testkit/index.js';

/** Values of one field from which on it multiplies the states, whatever the others do. */
const VALUES_MANY = 12;

/** What multiplies the states of a search that did not come to its goal. */
export function whatMultipliesStates(profile: StateProfile): Finding | undefined {
  const { fields, messages, notIdempotent } = profile;
  const [again] = notIdempotent;
  const [field] = fields;
  const [message] = messages;
  const grows = field !== undefined && field.values >= VALUES_MANY;
  if (grows && again === undefined) {
    return {
      at: 0,
      cause: 'state-grows',
      rule: 'states',
      message:
        `${field.node}.${field.field} took ${field.values} different values` +
        (message === undefined
          ? ''
          : `, and ${message.from} sent ${message.count} different ` +
            `${message.message} messages`),
      advice:
        'Keep only what the protocol needs: counters, statistics and maps that never shrink make ' +
        'every state a new one, and the search does not come to an end.',
    };
  }
  if (again === undefined) return undefined;
  return {
    at: 0,
    cause: 'handler-not-idempotent',
    rule: 'states',
    message: `${again.handler} reacts to the same message once more: ${again.again}`,
    advice:
      'In a search every message may come again at any time: a handler that then changes its ' +
      'state, sets a timer or sends something new multiplies the states.',
  };
}
