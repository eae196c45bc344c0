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
  /** Its place in what {@link madeBy} gives of that action. */
  readonly place: number;
}

/** What an action puts into the world: its own message, or what its node sent and then set. */
export function madeBy(
  action: Action,
  { sends, sets }: Pick<Effects, 'sends' | 'sets'>,
): readonly (Envelope | PendingTimer)[] {
  if (action.kind === 'inject') return [action.envelope];
  return sets.length === 0 ? sends : [...sends, ...sets];
}

/** Follows, action by action, who sent each message and who set each timer. */
export class Origins {
  readonly #isSet: boolean;
  /** Of the equal ones that are still there, the oldest first. */
  readonly #pending = new Map<string, (Origin | undefined)[]>();
  #count = 0;

  /** Of the messages in this network nobody knows who sent them. */
  constructor(network: Network) {
    this.#isSet = network.kind === 'set';
    for (const envelope of network.values()) {
      const unknown = Array.from({ length: network.count(envelope) }, () => undefined);
      this.#pending.set(envelopeKey(envelope), unknown);
    }
  }

  /** Takes the next action; gives where what it is about came from, if that is known. */
  take(action: Action, effects: Pick<Effects, 'sends' | 'sets'>): Origin | undefined {
    const origin = this.#originOf(action);
    const maker = this.#count++;
    madeBy(action, effects).forEach((made, place) => this.#add(made, { maker, place }));
    return origin;
  }

  /** Where a message on its way came from, of equal ones the first; undefined where unknown. */
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
    // In a set the first sending is the one that counts: sent again, nothing changes.
    else if (isTimer || !this.#isSet) pending.push(origin);
  }
}
