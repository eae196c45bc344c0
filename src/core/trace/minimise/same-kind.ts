import type { Action, Envelope, PendingTimer } from '../../system/index.js';

/** Equal for messages, and for timers, of one class to one address. */
export function kindOf(what: Envelope | PendingTimer): string {
  if ('timer' in what) return `${what.owner}@${classIn(what.timer)}`;
  return `${what.to}>${classIn(what.message)}`;
}

/** Of what an event made when it was taken anew, that which stands for what it made before. */
export function inPlaceOf(
  place: number,
  before: readonly (Envelope | PendingTimer)[],
  anew: readonly (Envelope | PendingTimer)[],
): Envelope | PendingTimer | undefined {
  const what = before[place];
  if (what === undefined) return undefined;
  const kind = kindOf(what);
  const nth = before.slice(0, place).filter((other) => kindOf(other) === kind).length;
  return anew.filter((other) => kindOf(other) === kind)[nth];
}

/** The action on another message or timer of the same kind. */
export function about(action: Action, what: Envelope | PendingTimer): Action | undefined {
  if (action.kind === 'fire') return 'timer' in what ? { kind: 'fire', timer: what } : undefined;
  if (!('envelope' in action) || 'timer' in what) return undefined;
  return { ...action, envelope: what };
}

/** The id of a class stands first in the text of what is of it. */
function classIn(text: string): string {
  return text.slice(0, text.indexOf(':'));
}
