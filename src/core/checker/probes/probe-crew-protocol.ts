import { CONTROL_OWN, type MemberStart } from '../crew/crew-control.js';
import type { ProbeStart } from './probe.js';
import type { WalkTablesView } from './walk-tables.js';

/**
 * Probes are numbered from 0, and each is a ticket. One of the shared control integers says up to
 * which number outcomes can be read.
 */
export const CONTROL_KNOWN = CONTROL_OWN;

/** How many finished probes may be waiting to count. */
export const RECORDS = 256;
/** The record of a probe, in integers: */
export const RECORD = 256;
/** 1 if the search has to take it again: it may matter, or its record did not fit; */
export const RECORD_NOTABLE = 0;
/** the depth it reached; */
export const RECORD_DEPTH = 1;
/** how far it got, in two integers; */
export const RECORD_PROGRESS = 2;
/** how many of its steps led to pruned states, followed by the depths of those steps. */
export const RECORD_REJECTS = 4;
export const RECORD_REJECTED = 5;

/** At most this many pruned steps are kept of a probe. */
export const REJECTED_MAX = RECORD - RECORD_REJECTED;

/** A thread's question, in integers: what it is waiting for, */
export const QUESTION_STATE = 0;
export const STATE_ASKED = 1;
export const STATE_ANSWERED = 2;
/** whether it asks what an event does, or for the predicates' verdict on a state, */
export const QUESTION_KIND = 1;
export const KIND_FIND = 1;
export const KIND_JUDGE = 2;
/** for which node state and event, */
export const QUESTION_LOCAL = 2;
export const QUESTION_EVENT = 3;
/** how many integers follow: other messages; or the node states, then the network; */
export const QUESTION_COUNT = 4;
/** and the predicates' verdict. */
export const QUESTION_ANSWER = 5;
export const QUESTION_REST = 6;
/** Room for what follows. */
export const REST_MAX = 65_536;

/** The predicates' verdict on a state, as far as a thread may decide: it may go on, */
export const JUDGED_PASSES = 1;
/** it has to take the step back, */
export const JUDGED_PRUNED = 2;
/** or it is up to the search. */
export const JUDGED_NOTABLE = 3;

/** How probes are walked. */
export interface ProbePlan {
  readonly start: ProbeStart;
  readonly seed: number;
  /** Whether new outcomes matter: a search that uses its whole budget does not need to know. */
  readonly seeksNews: boolean;
  /** Whether each probe has its own temper. */
  readonly swarm: boolean;
  readonly depthMax: number;
  /** The maximum number of steps of the search. */
  readonly stepsMax: number;
  /** Whether even a first step that affects no predicate has to be judged. */
  readonly startIsPruned: boolean;
  /** Whether predicates read only clients' results. */
  readonly readsResultsOnly: boolean;
}

/** The start data of a thread. */
export interface ProbeCrewStart extends MemberStart {
  readonly plan: ProbePlan;
  readonly records: Int32Array;
  readonly question: Int32Array;
  readonly tables: WalkTablesView;
  readonly known: number;
}
