import type { Address } from '../lab/index.js';
import type { Cause } from '../support/index.js';

/** What a teaching assistant would say to a failure, as data: advice, never a verdict. */
export interface Diagnosis {
  /** The likeliest mistake; undefined where the evidence names none. */
  readonly cause?: NamedMistake | undefined;
  /** What else there is, the likeliest first. */
  readonly also?: readonly NamedMistake[] | undefined;
  /** The longest wait of a client, and what became of what was sent meanwhile. */
  readonly stall?: StallReport | undefined;
  /** What changed in the system as a whole, and who left it. */
  readonly timeline?: Timeline | undefined;
  /** How the same seed ended when it was run again, which was not as the first time. */
  readonly otherEnd?: string | undefined;
}

/** A moment of what a diagnosis is about. */
export interface When {
  /** Milliseconds of virtual time, in a run. */
  readonly atMs?: number | undefined;
  /** The number of the step in the trace that is kept of the failure. */
  readonly step?: number | undefined;
}

/** A mistake that the evidence names. One about a search as a whole has no time. */
export interface NamedMistake extends When {
  readonly cause: Cause;
  /** The rule that is broken, by its name: `rule 4: only the leader answers`. */
  readonly rule: string;
  /** One sentence of evidence. */
  readonly message: string;
  /** What the lab's instructions say about it. */
  readonly advice: string;
}

/** How long a client waited for what, and what became of what was sent because of it. */
export interface StallReport {
  readonly client: Address;
  /** `Append(key=foo, value=x)` */
  readonly command: string;
  /** Virtual milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** It still waited at the end of the run. */
  readonly isForever: boolean;
  /** From the client on, as far as messages went. */
  readonly legs: readonly Leg[];
  /** The timers that fired meanwhile. */
  readonly timers: readonly FiredTimer[];
}

/** What became of all messages of one class from one node to another, in some time. */
export interface Leg {
  readonly from: Address;
  readonly to: Address;
  /** The messages' class. */
  readonly name: string;
  readonly sent: number;
  readonly delivered: number;
  /** How many deliveries made the receiver send or end something. */
  readonly answered: number;
  /** Hops from the node the trail starts at; 0 for what it sent itself. */
  readonly hops: number;
}

export interface FiredTimer {
  readonly node: Address;
  /** The timer's class. */
  readonly name: string;
  readonly count: number;
}

export interface Timeline {
  /** Earlier changes that are left out. */
  readonly earlier: number;
  /** In their order, the newest last. */
  readonly entries: readonly TimelineEntry[];
}

export interface TimelineEntry extends When {
  /** `view 3 {server2, –}`, `server1 gone` */
  readonly text: string;
}
