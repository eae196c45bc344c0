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
 * Breadth-first; random depth-first probes; or a swarm: probes that each have their own maximum
 * depth and put off some events.
 */
export type Strategy = 'bfs' | 'random' | 'swarm';

/** What is looked for, and how far. */
export interface SearchSettings {
  readonly links: Links;
  readonly invariants: readonly Predicate[];
  readonly goals: readonly Predicate[];
  readonly prunes: readonly Predicate[];
  readonly strategy: Strategy;
  /** The maximum number of events from the start. */
  readonly depthMax: number;
  /** The maximum number of unique states (breadth-first) or of steps of all probes (random). */
  readonly statesMax: number;
  /**
   * For the random strategies: they end, between probes, when this many steps in a row brought no
   * new handler outcome, and so no new node state and no new message.
   */
  readonly patience: number;
  /** A safety net: the maximum wall time. A search that it ends is inconclusive. */
  readonly timeMaxMs: number;
  /** A safety net: the maximum size of the process. */
  readonly memoryMaxBytes: number;
  /** The seed of the random strategies. */
  readonly seed: number;
  /** Threads that search; the result does not depend on it. */
  readonly workers: number;
  /** Exact diamond pruning; on unless a test of the checker itself turns it off. */
  readonly diamonds: boolean;
}

/** The progress of a search, for the status line. */
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

/** A finding that ended a search, with the path to it. */
export interface SearchFinding extends Approach {
  /** The invariant that does not hold, or the goal that does; undefined for an exception. */
  readonly predicate: Predicate | undefined;
  /** What the predicate says about the state. */
  readonly detail: string | undefined;
  readonly exception: Exception | undefined;
}

/** The result of exploring a state space. */
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
  /** For the random strategies with patience: the last step that brought something new. */
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
   * Of the states seen, one with the most client results, then the most advanced. A function,
   * because few callers need it, and finding the path takes time.
   */
  readonly nearest: () => Approach | undefined;
}

/** The result of exploring, and which orders the states include. */
export interface SearchResult extends Explored {
  /**
   * The places whose Maps and Sets keep their order because a handler reads it, as a class's id and
   * a field: `7.pending`. Elsewhere the order of entries is not part of a state. Undefined: all
   * keep it.
   */
  readonly ordersRead: readonly string[] | undefined;
}

/** A function that explores a problem. The engine and the naive checker are both of this type. */
export type Search = (
  problem: SearchProblem,
  settings: SearchSettings,
  report?: (progress: SearchProgress) => 'go on' | 'stop',
) => SearchResult;
