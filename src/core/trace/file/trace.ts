import type { Canonical, ClassEntry } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import type { Action, Envelope, NetworkKind, PendingTimer } from '../../system/index.js';

/** What a step did, to show it without running the lab's code. */
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
  /** The fingerprint of the acting node's state afterwards. */
  readonly fingerprint?: string | undefined;
  readonly evidence?: TraceEvidence | undefined;
}

/** A command of a client's workload. */
export interface TraceCommand {
  readonly command: Canonical;
  /** Its expected result, where known. */
  readonly expected?: Canonical | undefined;
  /**
   * Whether it is handed in as soon as the previous result appears (the first one: when the client
   * is added); otherwise a `command` event hands it in.
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
  /** For a failure of the lab's code, the fault itself. */
  readonly fault?: string | undefined;
  /** One sentence. */
  readonly detail: string;
}

/** The settings that the command line replaced; the other limits are the test's own. */
export interface TraceSettings {
  readonly states?: number | undefined;
  readonly depth?: number | undefined;
  readonly strategy?: string | undefined;
  /** `false`: without a limit of virtual time. */
  readonly timeouts?: boolean | undefined;
}

/** What code that knows the lab said about a trace, so that it can be shown without the lab. */
export interface TraceNotes {
  /** The likeliest mistake, the rule it breaks and what to do, each with its label. */
  readonly advice: readonly {
    readonly label: string;
    readonly text: string;
    /** The number of the step it is about, from 1. */
    readonly step?: number | undefined;
  }[];
  /** What began at which step, counted from 1: `view 3 {server2, –}`. */
  readonly bands: readonly { readonly step: number; readonly text: string }[];
}

/**
 * One path through a system, from its construction to a verdict, from a run or a search: everything
 * needed to replay it.
 */
export interface Trace {
  /**
   * In a `search` the network is a set and links and timer queues decide what may happen; in a
   * `run` each sent message is delivered at most once, and the recording decides.
   */
  readonly mode: 'run' | 'search';
  readonly lab: string;
  /** The test's number: `2.14`. */
  readonly test: string;
  /** Which part of the test: a search's name. */
  readonly part?: string | undefined;
  readonly seed: number;
  readonly settings?: TraceSettings | undefined;
  /** Digest of the lab's code, to tell whether it has changed since. */
  readonly solution: string;
  /** Version of labtest. */
  readonly harness: string;
  readonly classes: readonly ClassEntry[];
  readonly workloads: ReadonlyMap<Address, readonly TraceCommand[]>;
  /**
   * The first `startLength` events lead to a search's start, and the last of them sets its links;
   * in a run they lead to the point where it becomes interesting.
   */
  readonly startLength: number;
  readonly events: readonly TraceEvent[];
  readonly verdict: TraceVerdict;
  /** Whether unneeded events were dropped; `partly` if a limit cut that short. */
  readonly minimised?: 'yes' | 'partly' | undefined;
  readonly notes?: TraceNotes | undefined;
}

/** The kind of network in a trace. */
export function networkKind({ mode }: Pick<Trace, 'mode'>): NetworkKind {
  return mode === 'run' ? 'bag' : 'set';
}
