import type { Address } from '../lab/index.js';
import type { Cause } from '../support/index.js';

/** What a teaching assistant would say about a failure, as data: advice, never a verdict. */
export interface Diagnosis {
  /** The likeliest mistake; undefined if the evidence shows none. */
  readonly cause?: NamedMistake | undefined;
  /** Other findings, the likeliest first. */
  readonly also?: readonly NamedMistake[] | undefined;
  /** The longest wait of a client, and what became of what was sent meanwhile. */
  readonly stall?: StallReport | undefined;
  /** What changed in the system as a whole, and which nodes left it. */
  readonly timeline?: Timeline | undefined;
  /** How the same seed ended when it was run again, if that was different. */
  readonly otherEnd?: string | undefined;
}

/** A moment in what a diagnosis is about. */
export interface When {
  /** Milliseconds of virtual time, in a run. */
  readonly atMs?: number | undefined;
  /** The number of the step in the saved trace of the failure. */
  readonly step?: number | undefined;
}

/** A mistake that the evidence shows. One about a search as a whole has no time. */
export interface NamedMistake extends When {
  readonly cause: Cause;
  /** The name of the rule that is broken: `rule 4: only the leader answers`. */
  readonly rule: string;
  /** One sentence of evidence. */
  readonly message: string;
  /** What the lab's instructions say about it. */
  readonly advice: string;
}

/** How long a client waited for what, and what became of the messages sent because of it. */
export interface StallReport {
  readonly client: Address;
  /** `Append(key=foo, value=x)` */
  readonly command: string;
  /** Virtual milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether it was still waiting at the end of the run. */
  readonly isForever: boolean;
  /** From the client, as far as messages got. */
  readonly legs: readonly Leg[];
  /** The timers that fired meanwhile. */
  readonly timers: readonly FiredTimer[];
}

/** What became of all messages of one class from one node to another, in some span of time. */
export interface Leg {
  readonly from: Address;
  readonly to: Address;
  /** The messages' class. */
  readonly name: string;
  readonly sent: number;
  readonly delivered: number;
  /** How many deliveries made the receiver send or end something. */
  readonly answered: number;
  /** Hops from the node where the trail starts; 0 for what it sent itself. */
  readonly hops: number;
}

export interface FiredTimer {
  readonly node: Address;
  /** The timer's class. */
  readonly name: string;
  readonly count: number;
}

export interface Timeline {
  /** The number of earlier changes left out. */
  readonly earlier: number;
  /** In order, the newest last. */
  readonly entries: readonly TimelineEntry[];
}

export interface TimelineEntry extends When {
  /** `view 3 {server2, –}`, `server1 gone` */
  readonly text: string;
}
