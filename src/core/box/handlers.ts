import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';

/** A message in flight. The network of a search is a set of these. */
export interface Envelope {
  /** The node or sub-node that sent it. */
  readonly from: Address;
  /** The node or sub-node it is for. */
  readonly to: Address;
  readonly message: Canonical;
}

/** A timer that was set and has not fired yet. */
export interface PendingTimer {
  /** The node or sub-node that set it. */
  readonly owner: Address;
  readonly timer: Canonical;
  /** Fires between `minMs` and `maxMs` milliseconds after it was set. */
  readonly minMs: number;
  readonly maxMs: number;
}

/** An argument of a lab's constructor, as data; each object gets its own arrays. */
export type BlueprintArgument =
  Address | number | boolean | readonly BlueprintArgument[] | Construction;

/** An instance of one of the lab's exports: `new ShardMaster(10)`. */
export interface Construction {
  readonly construct: string;
  readonly args: readonly BlueprintArgument[];
}

/** How to construct a node: which of the lab's exports, with which arguments. */
export interface NodeBlueprint {
  readonly address: Address;
  /** The name of the exported class: `Server`. */
  readonly export: string;
  readonly args: readonly BlueprintArgument[];
  /** A client gets commands; while it waits, it is asked for its result after each step. */
  readonly role: 'server' | 'client';
}

/** What a node reacts to. */
export type Trigger =
  | { readonly kind: 'deliver'; readonly envelope: Envelope }
  | { readonly kind: 'fire'; readonly timer: PendingTimer }
  | { readonly kind: 'command'; readonly command: Canonical };

/** One question to a lab: what does this node do, in this state, for this cause? */
export interface HandlerCall {
  readonly address: Address;
  /** The node is a waiting client: only then is it asked for its result afterwards. */
  readonly awaits: boolean;
  /** The node's state before. */
  readonly node: Canonical;
  readonly cause: Trigger;
  /**
   * The places whose Maps and Sets keep their order, in the texts of this call and its outcome;
   * others lose it. If omitted, all keep it.
   */
  readonly kept?: readonly string[] | undefined;
}

/** The lab's answer: a function of the call alone, or the lab is not pure. */
export interface HandlerOutcome {
  /** The node's state afterwards; if the handler threw, its state before. */
  readonly node: Canonical;
  /** In the order they were sent. */
  readonly sends: readonly Envelope[];
  /** In the order they were set. */
  readonly sets: readonly PendingTimer[];
  /** The result that a waiting client has afterwards, if any. */
  readonly result: Canonical | undefined;
  /** Things done that nobody intends, reported beside the verdict; if omitted, none. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** The handler threw or did something forbidden; then the rest is as before the call. */
  readonly fault: LabFaultData | undefined;
  /** A place whose lost order was read: the rest of the outcome is void. */
  readonly orderRead?: string | undefined;
}

/** Runs one lab's handlers, wherever they live: in this thread, another, or a boxed process. */
export interface Handlers {
  /** Constructs a node and runs its `init`. */
  create(blueprint: NodeBlueprint): HandlerOutcome;
  /** Answers the calls, in order. They are independent of each other. */
  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[];
}
