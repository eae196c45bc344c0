import type { Envelope, PendingTimer } from '../box/index.js';
import type { Action } from './action.js';
import { envelopeKey } from './envelope.js';
import type { Effects } from './local-step.js';
import type { Network } from './network.js';
import { timerKey } from './timer-queue.js';

/** Where a message or timer came from. */
export interface Origin {
  /** The number of the action that made it, from 0. */
  readonly maker: number;
  /** Its index in what {@link madeBy} returns for that action. */
  readonly place: number;
}

/**
 * What an action puts into the world: its own message, or what its node sent and set, in that
 * order.
 */
export function madeBy(
  action: Action,
  { sends, sets }: Pick<Effects, 'sends' | 'sets'>,
): readonly (Envelope | PendingTimer)[] {
  if (action.kind === 'inject') return [action.envelope];
  return sets.length === 0 ? sends : [...sends, ...sets];
}

/** Tracks, action by action, who sent each message and who set each timer. */
export class Origins {
  readonly #isSet: boolean;
  /** The origins of equal ones that are still there, oldest first. */
  readonly #pending = new Map<string, (Origin | undefined)[]>();
  #count = 0;

  /** The senders of the messages in this network are unknown. */
  constructor(network: Network) {
    this.#isSet = network.kind === 'set';
    for (const envelope of network.values()) {
      const unknown = Array.from({ length: network.count(envelope) }, () => undefined);
      this.#pending.set(envelopeKey(envelope), unknown);
    }
  }

  /** Takes the next action; returns the origin of its message or timer, if known. */
  take(action: Action, effects: Pick<Effects, 'sends' | 'sets'>): Origin | undefined {
    const origin = this.#originOf(action);
    const maker = this.#count++;
    madeBy(action, effects).forEach((made, place) => this.#add(made, { maker, place }));
    return origin;
  }

  /** The origin of a message in flight, the first of equal ones; undefined if unknown. */
  sourceOf(envelope: Envelope): Origin | undefined {
    return this.#pending.get(envelopeKey(envelope))?.[0];
  }

  #originOf(action: Action): Origin | undefined {
    switch (action.kind) {
      case 'deliver': {
        const pending = this.#pending.get(envelopeKey(action.envelope));
        return this.#isSet ? pending?.[0] : pending?.shift();
      }
      case 'lose':
        return this.#lose(envelopeKey(action.envelope));
      case 'fire':
        return this.#pending.get(timerKey(action.timer))?.shift();
      case 'duplicate': {
        const pending = this.#pending.get(envelopeKey(action.envelope));
        const last = pending?.at(-1);
        if (!this.#isSet && last !== undefined) pending?.push(last);
        return last;
      }
      default:
        return undefined;
    }
  }

  #lose(key: string): Origin | undefined {
    const origin = this.#pending.get(key)?.shift();
    if (this.#isSet) this.#pending.delete(key);
    return origin;
  }

  #add(made: Envelope | PendingTimer, origin: Origin): void {
    const isTimer = 'timer' in made;
    const key = isTimer ? timerKey(made) : envelopeKey(made);
    const pending = this.#pending.get(key);
    if (pending === undefined) this.#pending.set(key, [origin]);
    // In a set only the first sending counts: sending it again changes nothing.
    else if (isTimer || !this.#isSet) pending.push(origin);
  }
}
