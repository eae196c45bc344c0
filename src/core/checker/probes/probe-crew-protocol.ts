import { CONTROL_OWN, type MemberStart } from '../crew/crew-control.js';
import type { ProbeStart } from './probe.js';
import type { WalkTablesView } from './walk-tables.js';

/**
 * Probes are numbered from 0 on, and each is a ticket. Of the shared control integers one says up
 * to which number outcomes can be read.
 */
export const CONTROL_KNOWN = CONTROL_OWN;

/** How many probes may have come to their end that do not count yet. */
export const RECORDS = 256;
/** What is kept of a probe, in integers: */
export const RECORD = 256;
/** 1 when it has to be taken again by the search: it may matter, or there was no room for all; */
export const RECORD_NOTABLE = 0;
/** the depth it came to; */
export const RECORD_DEPTH = 1;
/** how far it got, in two integers; */
export const RECORD_PROGRESS = 2;
/** how many of its steps led to pruned states, and from here on the depths these were taken at. */
export const RECORD_REJECTS = 4;
export const RECORD_REJECTED = 5;

/** At most this many pruned steps are kept of a probe. */
export const REJECTED_MAX = RECORD - RECORD_REJECTED;

/** A thread's question, in integers: what it is waiting for, */
export const QUESTION_STATE = 0;
export const STATE_ASKED = 1;
export const STATE_ANSWERED = 2;
/** whether it asks what an event does, or what predicates say of a state, */
export const QUESTION_KIND = 1;
export const KIND_FIND = 1;
export const KIND_JUDGE = 2;
/** of which local and event, */
export const QUESTION_LOCAL = 2;
export const QUESTION_EVENT = 3;
/** how many integers follow: other messages; or the nodes' locals, then the network; */
export const QUESTION_COUNT = 4;
/** and the answer to what predicates say. */
export const QUESTION_ANSWER = 5;
export const QUESTION_REST = 6;
/** Room for what follows. */
export const REST_MAX = 65_536;

/** What predicates say of a state, as far as a thread may decide: it may go on, */
export const JUDGED_PASSES = 1;
/** it has to take the step back, */
export const JUDGED_PRUNED = 2;
/** or it is up to the search. */
export const JUDGED_NOTABLE = 3;

/** How probes are walked. */
export interface ProbePlan {
  readonly start: ProbeStart;
  readonly seed: number;
  /** Whether it matters what is new: whoever takes the whole budget does not ask. */
  readonly seeksNews: boolean;
  /** Whether each probe has a temper of its own. */
  readonly swarm: boolean;
  readonly depthMax: number;
  /** More steps than this end the search. */
  readonly stepsMax: number;
  /** Whether even a first step that touches no predicate has to be judged. */
  readonly startIsPruned: boolean;
  /** Whether predicates read clients' results and nothing else. */
  readonly readsResultsOnly: boolean;
}

/** What a thread is started with. */
export interface ProbeCrewStart extends MemberStart {
  readonly plan: ProbePlan;
  readonly records: Int32Array;
  readonly question: Int32Array;
  readonly tables: WalkTablesView;
  readonly known: number;
}
