import type { Canonical, ClassEntry } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Envelope, LinksData, NodeBlueprint, PendingTimer } from '../system/index.js';

/** What happened, without when and with what outcome. */
export type TraceAction =
  /** A node is constructed and its `init` runs; a client is handed its first command. */
  | { readonly kind: 'add'; readonly node: NodeBlueprint }
  /** A node is gone for good, with its timers and the messages to it. */
  | { readonly kind: 'crash'; readonly node: Address }
  /** A message that no node sends is on its way: the test's own. */
  | { readonly kind: 'inject'; readonly envelope: Envelope }
  /** The network makes a second one of a message on its way. */
  | { readonly kind: 'duplicate'; readonly envelope: Envelope }
  | { readonly kind: 'deliver'; readonly envelope: Envelope }
  /** A message on its way will not arrive. */
  | { readonly kind: 'drop'; readonly envelope: Envelope; readonly reason: string }
  | { readonly kind: 'fire'; readonly timer: PendingTimer }
  /** A client is handed its next command, in a step of its own. */
  | { readonly kind: 'command'; readonly client: Address }
  /** What is on its way is put aside, and not delivered until it is taken up or sent again. */
  | { readonly kind: 'put-aside' }
  /** What was put aside is on its way again: all, or what is from or to one node. */
  | { readonly kind: 'take-up'; readonly from?: Address; readonly to?: Address }
  /** Which messages may be delivered and whose timers may fire, from now on. */
  | { readonly kind: 'links'; readonly links: LinksData };

/** What a step did, for showing it without running the lab's code. */
export interface TraceEvidence {
  /** The node's state afterwards. */
  readonly state: Canonical | undefined;
  readonly sends: readonly Envelope[];
  readonly sets: readonly PendingTimer[];
  /** Results the client worker collected. */
  readonly results: readonly Canonical[];
  /** What the node logged: `INFO became primary`. */
  readonly log: readonly string[];
}

export interface TraceEvent {
  readonly action: TraceAction;
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
   * The first `startLength` events lead to where a search began, and links do not bind them; or
   * to where a run begins to be interesting.
   */
  readonly startLength: number;
  readonly events: readonly TraceEvent[];
  readonly verdict: TraceVerdict;
  /** Whether events that are not needed were dropped; `partly` when a limit ended that. */
  readonly minimised?: 'yes' | 'partly' | undefined;
}

/** The node a step happens at; `undefined` for what is no step of a node. */
export function nodeOf(action: TraceAction): Address | undefined {
  switch (action.kind) {
    case 'add':
      return action.node.address;
    case 'crash':
      return action.node;
    case 'deliver':
      return action.envelope.to;
    case 'fire':
      return action.timer.owner;
    case 'command':
      return action.client;
    case 'inject':
    case 'duplicate':
    case 'drop':
    case 'put-aside':
    case 'take-up':
    case 'links':
      return undefined;
  }
}
