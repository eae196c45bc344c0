import type { MessagePort } from 'node:worker_threads';
import type { CompiledLab } from './compiled-lab.js';
import type { LabFaultData } from '../support/index.js';
import type { LogLine } from './thread-handlers.js';
import type { Compared } from './twins.js';
import type { HandlerCall, HandlerOutcome, NodeBlueprint } from './handlers.js';

/**
 * Which of the thread's instances of the lab answers: the `first`, or another one of its own that
 * shares nothing with it, to compare with.
 */
export type LabInstance = 'first' | 'fresh';

/** What a lab thread is started with. */
export interface LabThreadData {
  readonly lab: CompiledLab;
  /** {@link WAKE} and {@link STATE}. */
  readonly shared: SharedArrayBuffer;
  /** The thread's end of the channel. */
  readonly port: MessagePort;
  /** {@link ANSWERED} and {@link PROGRESS}. */
  readonly signal: SharedArrayBuffer;
}

export type LabRequest =
  /** Evaluate the lab anew before the next request, so that nothing is left of what it did. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'create'; readonly instance: LabInstance; readonly blueprint: NodeBlueprint }
  | {
      readonly kind: 'run';
      readonly instance: LabInstance;
      readonly calls: readonly HandlerCall[];
    }
  /** Answer the calls; those at the indexes in `sample` are compared with the other instance. */
  | {
      readonly kind: 'compare';
      readonly calls: readonly HandlerCall[];
      readonly sample: readonly number[];
    }
  /** What the node logs and prints when it is called like this. */
  | { readonly kind: 'log'; readonly instance: LabInstance; readonly call: HandlerCall };

export type LabAnswer =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly HandlerOutcome[] }
  | ({ readonly kind: 'compared' } & Compared)
  | { readonly kind: 'log'; readonly lines: readonly LogLine[] }
  /** The lab was refused when it was loaded. */
  | { readonly kind: 'refused'; readonly fault: LabFaultData }
  /** The harness's own mistake. */
  | { readonly kind: 'broken'; readonly error: string };

/** Words of a thread's shared memory: counts up with every request, to wake the thread. */
export const WAKE = 0;
/** ... and {@link ENDED} once the thread has ended by itself. */
export const STATE = 1;

/** Words of the signal: how many requests were answered. */
export const ANSWERED = 0;
/** ... and how many calls were made for the one being answered; {@link LOADING} at first. */
export const PROGRESS = 1;
/** The thread is still starting, or loads the lab. */
export const LOADING = -1;

/** A value of {@link STATE}. */
export const ENDED = 1;
