import type { MessagePort } from 'node:worker_threads';

/**
 * The layout of the integers that a crew shares. Work is divided into tickets, numbered from 0: the
 * next ticket that nobody has taken,
 */
export const CONTROL_TICKET = 0;
/** the first that does not count yet: the results of those before it are no longer needed, */
export const CONTROL_COUNTED = 1;
/** how often there was news for the search: finished work, or a question, */
export const CONTROL_NEWS = 2;
/** how many threads have started, */
export const CONTROL_READY = 3;
/** how many messages the search has sent to all threads, */
export const CONTROL_TOLD = 4;
/** nonzero if the threads should end. */
export const CONTROL_STOP = 5;
/** The first integer for a strategy's own use, */
export const CONTROL_OWN = 8;
/** and the first of the window's slots, each with its last finished ticket's number plus one. */
export const CONTROL_FINISHED = 16;

/** The start data of every thread in a crew. */
export interface MemberStart {
  readonly control: Int32Array;
  /** How many finished tickets may be waiting to count. */
  readonly window: number;
  readonly port: MessagePort;
}
