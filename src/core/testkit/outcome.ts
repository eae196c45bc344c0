import type { LogLevel } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';

/**
 * Why a test failed.
 * - `lab`: the lab's code threw, was refused or did what is not allowed (`fault` says more)
 * - `result`: a command had a wrong result · `invariant`: a named invariant was violated
 * - `liveness`: something that had to happen did not, in time or at all
 * - `view`: the view server is in another view than the test needs
 * - `count`: too many messages · `goal`: a search did not find what it had to
 * - `start`: a search's initial view was not found · `purity`: the lab is not pure
 * - `limit`: the run reached its limit of virtual time or events
 */
export type FailureKind =
  | 'lab'
  | 'result'
  | 'invariant'
  | 'liveness'
  | 'view'
  | 'count'
  | 'goal'
  | 'start'
  | 'purity'
  | 'limit';

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence, for a person: `client1 got AppendResult(value=xx), expected ...`. */
  readonly message: string;
  readonly expected?: string | undefined;
  readonly seen?: string | undefined;
  /** Virtual time, in a run. */
  readonly atMs?: number | undefined;
  readonly fault?: LabFaultData | undefined;
  /** Further lines: diverging histories, the smallest illegal sub-history, ... */
  readonly detail?: readonly string[] | undefined;
}

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
  | 'time'
  | 'memory'
  | 'stopped';

/** What one search of a search test gave. */
export interface SearchOutcome {
  readonly name: string;
  readonly strategy: 'bfs' | 'random';
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
}

/** What a whole search test gave. */
export interface SearchTestOutcome {
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  readonly searches: readonly SearchOutcome[];
}
