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

/** What one seed of a run test gave. */
export interface RunOutcome {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  /** What the lab's code did that is never meant, each once: shown beside the verdict. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  readonly virtualMs: number;
  /** Messages delivered and timers fired. */
  readonly events: number;
  /** The drawn and set options of the run, for the report: loss, latency, ... */
  readonly options: Readonly<Record<string, string | number>>;
}

/**
 * How a search ended.
 * - `goal`, `violation`, `exception`: found · `exhausted`: every reachable state was covered
 * - `states`, `depth`, `probes`: its deterministic budget ended
 * - `settled`: random steps showed nothing new any more
 * - `time`, `memory`, `stopped`: a safety net ended it; what it shows depends on the machine
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

/** What one search of a search test gave. */
export interface SearchOutcome {
  readonly name: string;
  readonly strategy: Strategy;
  readonly end: SearchEnd;
  /** The end said exactly: `all 48213 reachable states covered`. */
  readonly text: string;
  /** Unique states, the first one included. */
  readonly states: number;
  /** Steps taken, those that lead to known states included. */
  readonly transitions: number;
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  readonly wallMs: number;
  /** What multiplies the states; only when the search was asked for it. */
  readonly profile?: StateProfile | undefined;
  /** Why what it looked for could not have been there. */
  readonly vacuous?: Vacuous | undefined;
}

/**
 * Why a search that found nothing shows nothing.
 * - `nothing-happens`: there is no step from where it starts
 * - `no-results`: clients have commands, and none ever has a result
 */
export type Vacuous = 'nothing-happens' | 'no-results';

/** One step on the way to a state of a search: what happened, and what it changed. */
export interface SearchStep {
  readonly step: Action;
  /** The node it happened at; undefined where messages were set aside or restored. */
  readonly node: Address | undefined;
  /** `server1 → server2: Vote(round=0)`, `server1: RetryTimer fires` */
  readonly text: string;
  /** What the step changed in its node's state, a field each: `server1.log.length: 0 → 1`. */
  readonly changes: readonly string[];
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results that the node's client worker collected. */
  readonly results: readonly Canonical[];
  /** What the node logged and printed meanwhile. */
  readonly log: readonly { readonly level: LogLevel; readonly text: string }[];
  /** Of the system's state after the step. */
  readonly fingerprint: string;
}

/**
 * The path from a system's very start to a state that a search found, re-executed step by step
 * before it is shown. Plain data: all it takes to replay it is the lab.
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
  /** The violated invariant, or the goal that was looked for; undefined: a handler threw. */
  readonly predicate: string | undefined;
  readonly detail: string | undefined;
}

/** The path to a goal, and which search of its test found it, from 1. */
export interface GoalPath {
  readonly number: number;
  readonly path: SearchPath;
}

/** What a search showed in which what grows is held back. */
export interface HeldBack {
  readonly growth: Growth;
  /** What is held back, as a person reads it: `server1.pings`. */
  readonly names: readonly string[];
  readonly showed: 'the goal' | 'every state' | 'nothing';
  readonly states: number;
  /** To the goal. */
  readonly steps: number | undefined;
  /** Of a search that covered every state: what {@link SearchTestOutcome} has of the other. */
  readonly everSent?: readonly Envelope[] | undefined;
  readonly nearest?: SearchPath | undefined;
}

/** What a whole search test gave. */
export interface SearchTestOutcome {
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  /** What the lab's code did that is never meant, each once: shown beside the verdict. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  readonly searches: readonly SearchOutcome[];
  /** The path to the violation or to the handler that threw. */
  readonly counterexample?: SearchPath | undefined;
  /** The paths to goals that were found, where they were to be kept. */
  readonly paths: readonly GoalPath[];
  /** Of a goal that was not found: the path to the state that came nearest. */
  readonly nearest?: SearchPath | undefined;
  /** Of a goal that was not found: what multiplies the states. */
  readonly profile?: StateProfile | undefined;
  /** Of a goal that was not found within the budget: what a search showed that grows less. */
  readonly heldBack?: HeldBack | undefined;
  /** Of a goal that was not found: every different message that was sent in any state. */
  readonly everSent?: readonly Envelope[] | undefined;
}
