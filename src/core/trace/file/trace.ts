import type { Canonical, ClassEntry } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import type { Action, Envelope, NetworkKind, PendingTimer } from '../../system/index.js';

/** What a step did, for showing it without running the lab's code. */
export interface TraceEvidence {
  /** The node's state afterwards. */
  readonly state: Canonical | undefined;
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results the client worker collected. */
  readonly results: readonly Canonical[];
  /** What the node logged: `INFO became leader`. */
  readonly log: readonly string[];
}

export interface TraceEvent {
  readonly action: Action;
  /** Virtual time; only in a run. */
  readonly atMs?: number | undefined;
  /** Of the state, afterwards, of the node that took the step. */
  readonly fingerprint?: string | undefined;
  readonly evidence?: TraceEvidence | undefined;
}

/** A command of a client's workload. */
export interface TraceCommand {
  readonly command: Canonical;
  /** What it has to give, where known. */
  readonly expected?: Canonical | undefined;
  /**
   * Handed in as soon as the result before it is there (the first one: when the client is added);
   * else by a `command` event.
   */
  readonly atOnce: boolean;
}

/** How it ended. */
export interface TraceVerdict {
  readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'crashed';
  /** The kind of the failure: `result`, `invariant`, `lab`, ... */
  readonly kind?: string | undefined;
  /** The predicate that was violated, or the goal that was found, by its name. */
  readonly predicate?: string | undefined;
  /** Of a failure of the lab's code, what the code's fault is in itself. */
  readonly fault?: string | undefined;
  /** One sentence. */
  readonly detail: string;
}

/** What the command line said instead of what the test says; other limits are its own. */
export interface TraceSettings {
  readonly states?: number | undefined;
  readonly depth?: number | undefined;
  readonly strategy?: string | undefined;
  /** `false`: without a limit of virtual time. */
  readonly timeouts?: boolean | undefined;
}

/** What was said of a trace by whoever knew the lab, so that it can be shown without the lab. */
export interface TraceNotes {
  /** The likeliest mistake, the rule it breaks and what to do, each under its label. */
  readonly advice: readonly {
    readonly label: string;
    readonly text: string;
    /** The number of the step it is about, from 1. */
    readonly step?: number | undefined;
  }[];
  /** What began with which step, from 1: `view 3 {server2, –}`. */
  readonly bands: readonly { readonly step: number; readonly text: string }[];
}

/**
 * One way through a system, from its construction to a verdict: of a run, or of a search. All
 * that is needed to take it again.
 */
export interface Trace {
  /**
   * In a `search` the network is a set and links and timer queues decide what may happen; in a
   * `run` each sending is delivered once at most, and what happened decides.
   */
  readonly mode: 'run' | 'search';
  readonly lab: string;
  /** The test's number: `2.14`. */
  readonly test: string;
  /** Which part of the test: a search's name. */
  readonly part?: string | undefined;
  readonly seed: number;
  readonly settings?: TraceSettings | undefined;
  /** Digest of the lab's code, to tell whether it changed since. */
  readonly solution: string;
  /** Version of labtest. */
  readonly harness: string;
  readonly classes: readonly ClassEntry[];
  readonly workloads: ReadonlyMap<Address, readonly TraceCommand[]>;
  /**
   * The first `startLength` events lead to where a search began, the last of them sets its links;
   * or to where a run begins to be interesting.
   */
  readonly startLength: number;
  readonly events: readonly TraceEvent[];
  readonly verdict: TraceVerdict;
  /** Whether events that are not needed were dropped; `partly` when a limit ended that. */
  readonly minimised?: 'yes' | 'partly' | undefined;
  readonly notes?: TraceNotes | undefined;
}

/** What the network of a trace is. */
export function networkKind({ mode }: Pick<Trace, 'mode'>): NetworkKind {
  return mode === 'run' ? 'bag' : 'set';
}
