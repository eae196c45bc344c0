import { rootAddress, type Address } from '../lab/index.js';
import { unreachable } from '../support/index.js';
import type { Scheduled } from './event-queue.js';
import type { ArmedTimer, Flight } from './flight.js';
import type { Route } from './network.js';

/** What a node gets: a copy if somebody else holds the message or timer too. */
export type HandOver = 'copy' | 'itself';

/** At one instant, timers go before messages. */
export const RANK_TIMER = 0;
export const RANK_MESSAGE = 1;

export interface ScheduledMessage extends Scheduled, Flight {
  readonly kind: 'message';
  readonly route: Route;
  readonly handOver: HandOver;
}

export interface ScheduledTimer extends Scheduled, ArmedTimer {
  readonly kind: 'timer';
  readonly handOver: HandOver;
}

/** A client worker's pause between two commands is over. */
export interface ScheduledResume extends Scheduled {
  readonly kind: 'resume';
  readonly client: Address;
}

export type SimulationEvent = ScheduledMessage | ScheduledTimer | ScheduledResume;

/** The node at which an event is going to happen. */
export function nodeOf(event: SimulationEvent): Address {
  switch (event.kind) {
    case 'message':
      return event.route.to;
    case 'timer':
      return rootAddress(event.owner);
    case 'resume':
      return event.client;
    default:
      return unreachable(event);
  }
}
