import type { MessagePort } from 'node:worker_threads';
import type { BoundLab } from './compiled-lab.js';

/** The start data of a lab's thread. */
export interface LabThreadData {
  readonly lab: BoundLab;
  /** {@link WAKE} and {@link THREAD_STATE}. */
  readonly shared: SharedArrayBuffer;
  /** The thread's end of the channel. */
  readonly port: MessagePort;
  /** {@link ANSWERED} and {@link PROGRESS}. */
  readonly signal: SharedArrayBuffer;
}

/** Words of a thread's shared memory: counts up with every request, to wake the thread. */
export const WAKE = 0;
/** ... and {@link ENDED} once the thread has ended by itself. */
export const THREAD_STATE = 1;

/** Words of the signal: how many requests were answered. */
export const ANSWERED = 0;
/** ... and how many calls were made for the one being answered; {@link LOADING} at first. */
export const PROGRESS = 1;
/** The thread is still starting, or loads the lab. */
export const LOADING = -1;

/** A value of {@link THREAD_STATE}. */
export const ENDED = 1;
