import {
  envelopeKey,
  timerKey,
  type Action,
  type Envelope,
  type PendingTimer,
} from '../system/index.js';
import type { Taken } from './taker.js';
import type { TraceEvent } from './trace.js';

/** Which message or timer an event is about: the how-manieth of its kind that which event made. */
export interface Origin {
  /** The number of the event. */
  readonly maker: number;
  readonly kind: string;
  /** From 0. */
  readonly place: number;
}

/** An event, and what its node did then. */
export interface Made {
  readonly action: Action;
  readonly effects: Taken['effects'] | undefined;
}

/** Follows, along a run, where the message or timer of each event came from. */
export function originsIn(
  events: readonly TraceEvent[],
  states: readonly Taken[],
): (Origin | undefined)[] {
  const pending = new Map<string, Origin[]>();
  return events.map(({ action }, maker) => {
    const origin = originOf(action, pending);
    const counts = new Map<string, number>();
    for (const what of madeBy({ action, effects: states[maker + 1]?.effects })) {
      const kind = kindOf(what);
      const place = counts.get(kind) ?? 0;
      counts.set(kind, place + 1);
      const key = keyOf(what);
      const known = pending.get(key);
      if (known === undefined) pending.set(key, [{ maker, kind, place }]);
      else known.push({ maker, kind, place });
    }
    return origin;
  });
}

/** What stands in the same place of what an event made that was taken anew. */
export function madeInPlace(
  { kind, place }: Origin,
  made: Made,
): Envelope | PendingTimer | undefined {
  return madeBy(made).filter((what) => kindOf(what) === kind)[place];
}

/** The action on another message or timer of the same kind. */
export function about(action: Action, what: Envelope | PendingTimer): Action | undefined {
  if (action.kind === 'fire') return 'timer' in what ? { kind: 'fire', timer: what } : undefined;
  if (!('envelope' in action) || 'timer' in what) return undefined;
  return { ...action, envelope: what };
}

/** Equal for messages, and for timers, of one class to one address. */
export function kindOf(what: Envelope | PendingTimer): string {
  if ('timer' in what) return `${what.owner}@${classIn(what.timer)}`;
  return `${what.to}>${classIn(what.message)}`;
}

/** The id of a class stands first in the text of what is of it. */
function classIn(text: string): string {
  return text.slice(0, text.indexOf(':'));
}

/** What one event sent and set. */
function madeBy({ action, effects }: Made): readonly (Envelope | PendingTimer)[] {
  if (action.kind === 'inject') return [action.envelope];
  return effects === undefined ? [] : [...effects.sends, ...effects.sets];
}

/** Where what an event is about came from; taken from what is pending when it is used up. */
function originOf(action: Action, pending: Map<string, Origin[]>): Origin | undefined {
  switch (action.kind) {
    case 'deliver':
    case 'lose':
      return pending.get(envelopeKey(action.envelope))?.shift();
    case 'fire':
      return pending.get(timerKey(action.timer))?.shift();
    case 'duplicate': {
      const origins = pending.get(envelopeKey(action.envelope));
      const last = origins?.at(-1);
      if (last !== undefined) origins?.push(last);
      return last;
    }
    default:
      return undefined;
  }
}

function keyOf(what: Envelope | PendingTimer): string {
  return 'timer' in what ? timerKey(what) : envelopeKey(what);
}
