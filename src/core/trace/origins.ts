import type { ClassTable } from '../canon/index.js';
import { envelopeKey, timerKey, type Envelope, type PendingTimer } from '../system/index.js';
import { className } from './match-event.js';
import type { Taken } from './taker.js';
import type { TraceAction } from './trace.js';

/** Which message or timer an event is about: the how-manieth of its kind that which event made. */
export type Origin = string;

/** What one event sent and set, by where it stands among its like. */
export function madeBy(
  event: number,
  action: TraceAction,
  { local }: Taken,
  classes: ClassTable,
): Map<Origin, Envelope | PendingTimer> {
  const made = new Map<Origin, Envelope | PendingTimer>();
  const counts = new Map<string, number>();
  const note = (kind: string, what: Envelope | PendingTimer): void => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    made.set(`${event} ${kind} ${count}`, what);
  };
  if (action.kind === 'inject') note('inject', action.envelope);
  for (const envelope of local?.sends ?? []) {
    note(`${envelope.to} ${className(envelope.message, classes)}`, envelope);
  }
  for (const timer of local?.sets ?? []) {
    note(`${timer.owner} ${className(timer.timer, classes)}`, timer);
  }
  return made;
}

/** Follows, along a run, where each message on its way and each pending timer came from. */
export class Origins {
  readonly #pending = new Map<string, Origin[]>();

  /** Where what an event is about came from; taken from what is pending when it is used up. */
  of(action: TraceAction): Origin | undefined {
    switch (action.kind) {
      case 'deliver':
      case 'drop':
        return this.#pending.get(envelopeKey(action.envelope))?.shift();
      case 'fire':
        return this.#pending.get(timerKey(action.timer))?.shift();
      case 'duplicate': {
        const origins = this.#pending.get(envelopeKey(action.envelope));
        const last = origins?.at(-1);
        if (last !== undefined) origins?.push(last);
        return last;
      }
      default:
        return undefined;
    }
  }

  add(made: ReadonlyMap<Origin, Envelope | PendingTimer>): void {
    for (const [origin, what] of made) {
      const key = 'timer' in what ? timerKey(what) : envelopeKey(what);
      const known = this.#pending.get(key);
      if (known === undefined) this.#pending.set(key, [origin]);
      else known.push(origin);
    }
  }
}

/** The action on another message or timer of the same kind. */
export function about(action: TraceAction, what: Envelope | PendingTimer): TraceAction | undefined {
  if (action.kind === 'fire') return 'timer' in what ? { kind: 'fire', timer: what } : undefined;
  if (!('envelope' in action) || 'timer' in what) return undefined;
  return { ...action, envelope: what };
}
