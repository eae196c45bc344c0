import type { MessagePort } from 'node:worker_threads';

/**
 * Where what is in the integers that a crew shares. Work is numbered from 0 on, a ticket each: the
 * next ticket that nobody has taken,
 */
export const CONTROL_TICKET = 0;
/** the first that does not count yet: what came of those before it is no longer needed, */
export const CONTROL_COUNTED = 1;
/** how often there was news for the search: work that was finished, or a question, */
export const CONTROL_NEWS = 2;
/** how many threads have begun, */
export const CONTROL_READY = 3;
/** how often the search told all threads something, */
export const CONTROL_TOLD = 4;
/** not 0 when the threads are to end. */
export const CONTROL_STOP = 5;
/** The first integer that a strategy may use for itself, */
export const CONTROL_OWN = 8;
/** and the first of those that say which ticket was finished last, one more than its number. */
export const CONTROL_FINISHED = 16;

/** What every thread of a crew is started with. */
export interface MemberStart {
  readonly control: Int32Array;
  /** How many tickets may be finished that do not count yet. */
  readonly window: number;
  readonly port: MessagePort;
}
