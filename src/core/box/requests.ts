import type { LabFaultData } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, NodeBlueprint } from './handlers.js';
import type { LiveAnswer, LiveRequest } from './live-requests.js';
import type { LogLine } from './thread-handlers.js';
import type { Compared } from './twins.js';

/**
 * Which instance of the lab answers: the `first`, or a `fresh` one that shares nothing with it, for
 * comparison.
 */
export type LabInstance = 'first' | 'fresh';

/** A request to a lab, whatever thread or process it runs in. Plain data. */
export type LabRequest =
  /** Evaluate the lab afresh before the next request, so that nothing remains of what it did. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'create'; readonly instance: LabInstance; readonly blueprint: NodeBlueprint }
  | {
      readonly kind: 'run';
      readonly instance: LabInstance;
      readonly calls: readonly HandlerCall[];
      /** The step limit of each call; if omitted, the usual one. */
      readonly stepsMax?: number | undefined;
    }
  /** Answer the calls; compare those at the indexes in `sample` with the other instance. */
  | {
      readonly kind: 'compare';
      readonly calls: readonly HandlerCall[];
      readonly sample: readonly number[];
    }
  /** A request to the live nodes of a run; before it do the `first`, whose answers say nothing. */
  | {
      readonly kind: 'live';
      readonly live: LiveRequest;
      readonly first?: readonly LiveRequest[] | undefined;
    }
  /** What the node logs and prints during this call. */
  | { readonly kind: 'log'; readonly instance: LabInstance; readonly call: HandlerCall };

/** A lab's answer. Plain data; from a process, it is data from somebody who may lie. */
export type LabAnswer =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly HandlerOutcome[] }
  | ({ readonly kind: 'compared' } & Compared)
  | { readonly kind: 'live'; readonly live: LiveAnswer }
  | { readonly kind: 'log'; readonly lines: readonly LogLine[] }
  /** The lab was refused when it was loaded. */
  | { readonly kind: 'refused'; readonly fault: LabFaultData }
  /** A mistake of the harness itself. */
  | { readonly kind: 'broken'; readonly error: string };
