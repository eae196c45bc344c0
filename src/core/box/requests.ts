import type { LabFaultData } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, NodeBlueprint } from './handlers.js';
import type { LiveAnswer, LiveRequest } from './live-requests.js';
import type { LogLine } from './thread-handlers.js';
import type { Compared } from './twins.js';

/**
 * Which of the instances of the lab answers: the `first`, or another one that shares nothing with
 * it, to compare with.
 */
export type LabInstance = 'first' | 'fresh';

/** What a lab is asked, in whatever thread or process it is. Plain data. */
export type LabRequest =
  /** Evaluate the lab anew before the next request, so that nothing is left of what it did. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'create'; readonly instance: LabInstance; readonly blueprint: NodeBlueprint }
  | {
      readonly kind: 'run';
      readonly instance: LabInstance;
      readonly calls: readonly HandlerCall[];
      /** Of each call; left out, those that any handler may take. */
      readonly stepsMax?: number | undefined;
    }
  /** Answer the calls; those at the indexes in `sample` are compared with the other instance. */
  | {
      readonly kind: 'compare';
      readonly calls: readonly HandlerCall[];
      readonly sample: readonly number[];
    }
  /** To the live nodes of a run. */
  | { readonly kind: 'live'; readonly live: LiveRequest }
  /** What the node logs and prints when it is called like this. */
  | { readonly kind: 'log'; readonly instance: LabInstance; readonly call: HandlerCall };

/** What a lab answers. Plain data; from a process, it is data of somebody who may lie. */
export type LabAnswer =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly HandlerOutcome[] }
  | ({ readonly kind: 'compared' } & Compared)
  | { readonly kind: 'live'; readonly live: LiveAnswer }
  | { readonly kind: 'log'; readonly lines: readonly LogLine[] }
  /** The lab was refused when it was loaded. */
  | { readonly kind: 'refused'; readonly fault: LabFaultData }
  /** The harness's own mistake. */
  | { readonly kind: 'broken'; readonly error: string };
