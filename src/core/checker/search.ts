import type { ClassTable } from '../canon/index.js';
import type { Predicate } from '../predicate/index.js';
import type { Event, Exception, Handlers, Links, SystemPlan, World } from '../system/index.js';

/** What is searched: a system, from a state. */
export interface SearchProblem {
  readonly plan: SystemPlan;
  /** Where the search starts; checked like any other state, but never pruned. */
  readonly start: World;
  /** Runs the lab's handlers, usually in another thread; a call blocks until it is answered. */
  readonly handlers: Handlers;
  /** Knows the given classes, and empty ones for the lab's. Grows as the lab's classes appear. */
  readonly classes: ClassTable;
}

/**
 * Breadth-first; random depth-first probes; or a swarm: probes each of which is bounded to a depth
 * of its own and puts off some events.
 */
export type Strategy = 'bfs' | 'random' | 'swarm';

/** What is looked for, and how far. */
export interface SearchSettings {
  readonly links: Links;
  readonly invariants: readonly Predicate[];
  readonly goals: readonly Predicate[];
  readonly prunes: readonly Predicate[];
  readonly strategy: Strategy;
  /** Events from the start, at most. */
  readonly depthMax: number;
  /** Unique states (breadth-first) or steps of all probes together (random), at most. */
  readonly statesMax: number;
  /**
   * Of the random strategies:they end when this many steps in a row, probes being done, brought
   * no outcome of a handler that was not met before, and so no new node state and no new message.
   */
  readonly patience: number;
  /** The safety net: wall time, at most. What it ends is inconclusive. */
  readonly timeMaxMs: number;
  /** The safety net: bytes of the process, at most. */
  readonly memoryMaxBytes: number;
  /** Of the random strategies. */
  readonly seed: number;
  /** Threads that search; the result does not depend on it. */
  readonly workers: number;
  /** Exact diamond pruning; on unless a test of the checker itself turns it off. */
  readonly diamonds: boolean;
}

/** Where a search is, for the status line. */
export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  readonly frontier: number;
  readonly bytes: number;
}

/** A state, and the path to it. */
export interface Approach {
  /** From the start to the state; breadth-first, no shorter path exists. */
  readonly events: readonly Event[];
  readonly state: World;
}

/** What ended a search by being found, with the path to it. */
export interface SearchFinding extends Approach {
  /** The invariant that does not hold, or the goal that does; undefined for an exception. */
  readonly predicate: Predicate | undefined;
  /** What the predicate says of the state. */
  readonly detail: string | undefined;
  readonly exception: Exception | undefined;
}

/** What exploring a state space came to. */
export interface Explored {
  readonly end:
    | 'goal'
    | 'violation'
    | 'exception'
    | 'exhausted'
    | 'states'
    | 'depth'
    | 'probes'
    | 'settled'
    | 'time'
    | 'memory'
    | 'stopped';
  readonly finding: SearchFinding | undefined;
  readonly states: number;
  readonly transitions: number;
  /** Of the random strategies with patience: the last step that brought something new. */
  readonly lastNews: number;
  /** The deepest level that holds a state. */
  readonly depth: number;
  /** Breadth-first: every state up to this depth was expanded. */
  readonly depthCovered: number;
  readonly statesPerDepth: readonly number[];
  readonly transitionsFromDepth: readonly number[];
  readonly prunedPerDepth: readonly number[];
  readonly bytes: number;
  /**
   * Of the states seen, one with the most client results, then the most advanced. Few ask for it,
   * and finding the path takes time.
   */
  readonly nearest: () => Approach | undefined;
}

/** What exploring gave, and with which orders in the states. */
export interface SearchResult extends Explored {
  /**
   * The places whose Maps and Sets keep their order because somebody reads it, as a class's id and
   * a field: `7.pending`. At others the order of entries is no part of a state. Undefined: all.
   */
  readonly ordersRead: readonly string[] | undefined;
}

/** A strategy that explores a problem. The engine and the naive checker are both one. */
export type Search = (
  problem: SearchProblem,
  settings: SearchSettings,
  report?: (progress: SearchProgress) => 'go on' | 'stop',
) => SearchResult;
