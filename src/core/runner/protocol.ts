import type { Strategy } from '../checker/index.js';
import type { LabCode } from '../labs/index.js';
import type { Comparison, Diagnosis } from '../diagnose/index.js';
import type { RunTestSpec, SearchTestSpec } from '../registry/index.js';
import type { ExpectedExports } from '../given/index.js';
import type { CompiledLab } from '../box/index.js';
import type { LabPlace } from '../judge/index.js';
import type { LabFaultData } from '../support/index.js';
import type { RunOutcome, SearchOutcome, SearchTestOutcome } from '../testkit/index.js';
import type { SearchOverrides } from './settings.js';

/** A message to a test process. */
export type ToTestProcess =
  ({ readonly kind: 'load' } & LoadOrder) | { readonly kind: 'job'; readonly job: Job };

/** The code under test, and where the lab's tests and given classes are. */
export interface LoadOrder {
  readonly lab: CompiledLab;
  readonly code: LabCode;
  /** Where the lab's code runs; if omitted, in a thread. */
  readonly place?: LabPlace | undefined;
}

/** Work of a test process: one test on some seeds, one search test, or two seeds side by side. */
export type Job = RunJob | SearchJob | CompareJob;

/** The kinds of test processes: the realm is locked down, or the lab is in a separate thread. */
export type ProcessKind = 'run' | 'search';

/** The kind of process that does a job. */
export function processKindOf({ kind }: Job): ProcessKind {
  return kind === 'search' ? 'search' : 'run';
}

export interface RunJob {
  readonly kind: 'run';
  readonly test: RunTestSpec;
  readonly seeds: readonly number[];
  readonly timeouts: boolean;
  readonly checks: boolean;
  readonly logThreshold: number;
  readonly logNodes?: readonly string[] | undefined;
  /** The folder for the seeds' logs. */
  readonly folder: string;
  /** `shown` logs go to the screen too and are complete; `kept` ones are evidence and bounded. */
  readonly log: 'shown' | 'kept';
  /** Keep a trace of every seed. */
  readonly saveTraces: boolean;
  /** Watch every step, because a handler may hang. */
  readonly watched?: WatchedSteps | undefined;
}

/** How to watch a job, to know in which step it hangs if it does. */
export interface WatchedSteps {
  /** The file into which the job writes each step before it takes it. */
  readonly file: string;
  /** CPU milliseconds after which a step counts as hung. */
  readonly stepMsMax: number;
  /** From an event on, limits the handlers to this many steps of their budget. */
  readonly probe?: { readonly event: number; readonly stepsMax: number } | undefined;
}

export interface SearchJob {
  readonly kind: 'search';
  readonly test: SearchTestSpec;
  readonly seed: number;
  readonly timeouts: boolean;
  readonly checks: boolean;
  readonly logThreshold: number;
  readonly logNodes?: readonly string[] | undefined;
  readonly folder: string;
  /** Keep the paths to the goals that are found. */
  readonly saveTraces: boolean;
  readonly overrides: SearchOverrides;
}

/** Finds where a failed run first differs from another run of the same test. */
export interface CompareJob {
  readonly kind: 'compare';
  readonly test: RunTestSpec;
  readonly failing: number;
  /** The seeds to compare it with; the one that follows it the longest is reported. */
  readonly others: readonly number[];
  /** Whether to consider only seeds that pass. */
  readonly passing: boolean;
}

/** A message from a test process. Every message is also a sign of life. */
export type FromTestProcess =
  /** The harness is loaded; from here on, the lab's code may kill the process. */
  | { readonly kind: 'ready'; readonly contract: ExpectedExports }
  | { readonly kind: 'load-failed'; readonly fault: LabFaultData }
  | { readonly kind: 'seed-started'; readonly seed: number }
  | {
      readonly kind: 'seed-done';
      readonly outcome: RunOutcome;
      /** What it failed by cost the box, and much time: the seeds behind it are left out. */
      readonly isLost: boolean;
      readonly wallMs: number;
      /** File of the log, if anything was logged. */
      readonly log: string | undefined;
      /** File of the trace, if one was to be kept. */
      readonly trace: string | undefined;
      /** What goes wrong in that trace, which may be less than what went wrong in the whole run. */
      readonly headline: string | undefined;
      readonly diagnosis: Diagnosis | undefined;
    }
  /** The nodes in a system of the test; sent if the log is filtered by node. */
  | { readonly kind: 'members'; readonly nodes: readonly string[] }
  | { readonly kind: 'progress'; readonly progress: SearchStatus }
  /** One search of the test has ended. */
  | { readonly kind: 'searched'; readonly outcome: SearchOutcome }
  | {
      readonly kind: 'search-done';
      readonly outcome: Pick<SearchTestOutcome, 'verdict' | 'failure' | 'searches' | 'warnings'>;
      readonly wallMs: number;
      /** Files: every step of the counterexample, and the steps to show. */
      readonly kept: string | undefined;
      readonly log: string | undefined;
      /** The file of the path to the finding. */
      readonly trace: string | undefined;
      /** Files of the paths to goals, by the number of the search that found each. */
      readonly paths: readonly (readonly [number: number, file: string])[];
      readonly diagnosis: Diagnosis | undefined;
    }
  /** `undefined`: none of the others passes. */
  | { readonly kind: 'compared'; readonly comparison: Comparison | undefined }
  /** Whether it can take another job, because the last one left little in its memory. */
  | { readonly kind: 'job-done'; readonly isReusable: boolean }
  /** A log or trace could not be written. */
  | { readonly kind: 'unsaved'; readonly why: string }
  /** The machine does not give what the harness needs to continue. */
  | { readonly kind: 'machine'; readonly lack: string }
  /** A mistake of the author of the lab's tests: reported, never scored. */
  | { readonly kind: 'test-mistake'; readonly fault: LabFaultData }
  /** A mistake of the harness itself: reported, never scored. */
  | { readonly kind: 'broken'; readonly error: string };

/** The progress of a search, for the status line. */
export interface SearchStatus {
  readonly search: string;
  readonly strategy: Strategy;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  /** The size of the process. */
  readonly bytes: number;
  readonly wallMs: number;
  /** The budget: unique states, or steps of random probes. */
  readonly statesMax: number;
  /** The safety net. */
  readonly timeMaxMs: number;
}

/** The name of a seed's log file in the run's folder. */
export function logFileName(number: string, seed: number, log: RunJob['log']): string {
  return log === 'shown' ? `${number}-seed${seed}.log` : `${number}-seed${seed}.full.log`;
}
