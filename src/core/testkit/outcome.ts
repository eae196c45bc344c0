import type { Canonical } from '../canon/index.js';
import type { Strategy } from '../checker/index.js';
import type { Address, LogLevel } from '../lab/index.js';
import type { Action, Envelope, LinksData, NodeBlueprint, PendingTimer } from '../system/index.js';
import type { LabFaultData } from '../support/index.js';
import type { Failure } from './failure.js';
import type { Growth } from './held-back.js';
import type { StateProfile } from './state-profile.js';

export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'crashed';

/** One line of a test's log. */
export interface LogRecord {
  /** Virtual time in milliseconds; in a search, the number of the step. */
  readonly at: number;
  /** The node it is about: `server1`; `test` for the test itself. */
  readonly node: string;
  readonly level: LogLevel;
  readonly text: string;
}

/** The outcome of a run test on one seed. */
export interface RunOutcome {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  /**
   * Mistakes in the lab's code that do not decide the verdict but are shown beside it, each once.
   */
  readonly warnings?: readonly LabFaultData[] | undefined;
  readonly virtualMs: number;
  /** Messages delivered and timers fired. */
  readonly events: number;
  /** The options of the run, drawn or set, for the report: loss, latency, ... */
  readonly options: Readonly<Record<string, string | number>>;
}

/**
 * How a search ended.
 * - `goal`, `violation`, `exception`: found · `exhausted`: every reachable state was covered
 * - `states`, `depth`, `probes`: its deterministic budget ended
 * - `settled`: random steps no longer showed anything new
 * - `time`, `memory`, `stopped`: a safety net ended it, so what it shows depends on the machine
 */
export type SearchEnd =
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

/** The outcome of one search of a search test. */
export interface SearchOutcome {
  readonly name: string;
  readonly strategy: Strategy;
  readonly end: SearchEnd;
  /** What the search showed, in exact words: `all 48213 reachable states covered`. */
  readonly text: string;
  /** Unique states, including the first. */
  readonly states: number;
  /** Steps taken, including those that lead to known states. */
  readonly transitions: number;
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  readonly wallMs: number;
  /** What multiplies the states; only if the search was asked for it. */
  readonly profile?: StateProfile | undefined;
  /** Why the search could not have found anything. */
  readonly vacuous?: Vacuous | undefined;
}

/**
 * Why a search that found nothing shows nothing.
 * - `nothing-happens`: there is no step from where it starts
 * - `no-results`: clients have commands, but none ever gets a result
 */
export type Vacuous = 'nothing-happens' | 'no-results';

/** One step of a path in a search: what happened, and what it changed. */
export interface SearchStep {
  readonly step: Action;
  /** The node it happened at; undefined where messages were set aside or restored. */
  readonly node: Address | undefined;
  /** `server1 → server2: Vote(round=0)`, `server1: RetryTimer fires` */
  readonly text: string;
  /**
   * What the step changed in its node's state, one line per field: `server1.log.length: 0 → 1`.
   */
  readonly changes: readonly string[];
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results that the node's client worker collected. */
  readonly results: readonly Canonical[];
  /** What the node logged and printed during this step. */
  readonly log: readonly { readonly level: LogLevel; readonly text: string }[];
  /** The fingerprint of the system's state after the step. */
  readonly fingerprint: string;
}

/**
 * The path from the very start of a system to a state that a search found, replayed step by step
 * before it is shown. Plain data: replaying it takes nothing but the lab.
 */
export interface SearchPath {
  /** The search's name. */
  readonly search: string;
  readonly nodes: readonly NodeBlueprint[];
  readonly workloads: readonly {
    readonly client: Address;
    readonly commands: readonly Canonical[];
    readonly expected: readonly (Canonical | undefined)[];
  }[];
  /** What the search was allowed to deliver. */
  readonly links: LinksData;
  /** How the test got to where the search started. */
  readonly before: readonly SearchStep[];
  /** From there to the state found: minimised, in causal order. */
  readonly steps: readonly SearchStep[];
  /** How many steps the search itself needed. */
  readonly stepsFound: number;
  /** The violated invariant, or the goal of the search; undefined if a handler threw. */
  readonly predicate: string | undefined;
  readonly detail: string | undefined;
}

/** The path to a goal, and which search of its test found it, from 1. */
export interface GoalPath {
  readonly number: number;
  readonly path: SearchPath;
}

/** What a second search showed, in which the growth is held back. */
export interface HeldBack {
  readonly growth: Growth;
  /** What is held back, in words: `server1.pings`. */
  readonly names: readonly string[];
  readonly showed: 'the goal' | 'every state' | 'nothing';
  readonly states: number;
  /** Steps to the goal. */
  readonly steps: number | undefined;
  /** If it covered every state: as in {@link SearchTestOutcome}. */
  readonly everSent?: readonly Envelope[] | undefined;
  readonly nearest?: SearchPath | undefined;
}

/** The outcome of a whole search test. */
export interface SearchTestOutcome {
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  /**
   * Mistakes in the lab's code that do not decide the verdict but are shown beside it, each once.
   */
  readonly warnings?: readonly LabFaultData[] | undefined;
  readonly searches: readonly SearchOutcome[];
  /** The path to the violation or to the handler that threw. */
  readonly counterexample?: SearchPath | undefined;
  /** The paths to the goals found, if they were to be kept. */
  readonly paths: readonly GoalPath[];
  /** If a goal was not found: the path to the state nearest to it. */
  readonly nearest?: SearchPath | undefined;
  /** If a goal was not found: what multiplies the states. */
  readonly profile?: StateProfile | undefined;
  /** If a goal was not found within the budget: what a search showed with the growth held back. */
  readonly heldBack?: HeldBack | undefined;
  /** If a goal was not found: every distinct message sent in any state. */
  readonly everSent?: readonly Envelope[] | undefined;
}
