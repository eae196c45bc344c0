import type { LabFaultData } from '../support/index.js';
import type { StateProfile } from './state-profile.js';

/**
 * Why a test failed.
 * - `lab`: the lab's code threw, was refused or did what is not allowed (`fault` says more)
 * - `result`: a command had a wrong result · `invariant`: a named invariant was violated
 * - `liveness`: something that had to happen did not, in time or at all
 * - `answer`: a node gives a wrong answer to a question of the test
 * - `count`: too many messages · `goal`: a search did not find what it had to
 * - `start`: a search's initial view was not found · `purity`: the lab is not pure
 * - `test`: the test itself has a mistake, which says nothing about the lab (`fault` says more)
 * - `limit`: the run reached its limit of virtual time or events, or a search its budget
 */
export type FailureKind =
  | 'lab'
  | 'result'
  | 'invariant'
  | 'liveness'
  | 'answer'
  | 'count'
  | 'goal'
  | 'start'
  | 'purity'
  | 'limit'
  | 'test';

/** The limit that ended a run or search early. */
export type FailureLimit = 'time' | 'events' | 'states' | 'depth';

/** Why a test failed, as data: `message` is for people; no decision depends on it. */
export interface Failure {
  readonly kind: FailureKind;
  /** One sentence, for a person: `client1 got AppendResult(value=xx), expected ...`. */
  readonly message: string;
  /** The name of the predicate that does not hold, or of the goal that was not found. */
  readonly predicate?: string | undefined;
  readonly limit?: FailureLimit | undefined;
  /** Set if a goal was not found that is only about the results of clients. */
  readonly awaits?: 'results' | undefined;
  readonly expected?: string | undefined;
  readonly seen?: string | undefined;
  /** In a run: virtual time, in milliseconds. */
  readonly atMs?: number | undefined;
  /** @internal */
  readonly fault?: LabFaultData | undefined;
  /** Further sentences: diverging histories, the smallest illegal sub-history, ... */
  readonly detail?: readonly string[] | undefined;
  /**
   * How far a search got towards the goal that it did not find.
   *
   * @internal
   */
  readonly milestones?: readonly Milestone[] | undefined;
  /**
   * What multiplies the states of a search that did not find its goal.
   *
   * @internal
   */
  readonly profile?: StateProfile | undefined;
  /**
   * What a search found, step by step.
   *
   * @internal
   */
  readonly path?: FailurePath | undefined;
}

/** Whether a run ended because it took more events than its test allows. */
export function isWithoutEnd(failure: Failure | undefined): boolean {
  return failure?.kind === 'limit' && failure.limit === 'events';
}

/** A predicate that must hold at some point on the way to a goal. */
export interface Milestone {
  readonly name: string;
  /** Steps until it holds; omitted if it never does. */
  readonly steps?: number | undefined;
}

/** The path to what a search found, or to the state nearest to its goal. */
export interface FailurePath {
  readonly search: string;
  readonly leadsTo: 'violation' | 'nearest';
  /** How the test got to where the search started. */
  readonly before: readonly PathStep[];
  readonly steps: readonly PathStep[];
}

export interface PathStep {
  /** The number of the event in the trace of the failure, from 1. */
  readonly number: number;
  /** `server1 → server2: Vote(round=0)` */
  readonly text: string;
  /** What it changed, sent and set, and the results it gave; one sentence each. */
  readonly effects: readonly string[];
  /** What the node logged during this step. */
  readonly log: readonly string[];
}
