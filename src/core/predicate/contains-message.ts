import type { MessageView } from './system-view.js';
import type { Predicate } from './predicate.js';

/**
 * Some message in flight matches; `name` says what it is: `a Vote(2) of server1`.
 *
 * @example
 * ```ts
 * settings.goal(containsMessage('a reply', ({ message }) => message instanceof Reply));
 * ```
 */
export function containsMessage(name: string, match: (message: MessageView) => boolean): Predicate {
  return { name, kind: 'message', test: match };
}
