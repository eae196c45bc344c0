import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { LabFaultData } from '../support/index.js';

/** A message on its way. The network of a search is a set of these. */
export interface Envelope {
  /** The node or sub-node that sent it. */
  readonly from: Address;
  /** The node or sub-node it is for. */
  readonly to: Address;
  readonly message: Canonical;
}

/** A timer that was set and has not fired. */
export interface PendingTimer {
  /** The node or sub-node that set it. */
  readonly owner: Address;
  readonly timer: Canonical;
  /** Fires between `minMs` and `maxMs` milliseconds after it was set. */
  readonly minMs: number;
  readonly maxMs: number;
}

/** An argument of a lab's constructor, as data; each object has arrays of its own. */
export type BlueprintArgument =
  Address | number | boolean | readonly BlueprintArgument[] | Construction;

/** What one of the lab's exports makes: `new ShardMaster(10)`. */
export interface Construction {
  readonly construct: string;
  readonly args: readonly BlueprintArgument[];
}

/** How a node comes to be: which of the lab's exports, with which arguments. */
export interface NodeBlueprint {
  readonly address: Address;
  /** The name of the exported class: `Server`. */
  readonly export: string;
  readonly args: readonly BlueprintArgument[];
  /** A client is given commands; while it waits, it is asked for its result after each step. */
  readonly role: 'server' | 'client';
}

/** What a node is to react to. */
export type Trigger =
  | { readonly kind: 'deliver'; readonly envelope: Envelope }
  | { readonly kind: 'fire'; readonly timer: PendingTimer }
  | { readonly kind: 'command'; readonly command: Canonical };

/** One question to a lab: this node, in this state, meets this cause. */
export interface HandlerCall {
  readonly address: Address;
  /** It is a client that waits: it is asked for its result afterwards, and never otherwise. */
  readonly awaits: boolean;
  /** The node's state before. */
  readonly node: Canonical;
  readonly cause: Trigger;
  /**
   * The places whose Maps and Sets keep their order, in this call's texts and in its outcome's; at
   * others it is lost. Left out: all keep it.
   */
  readonly kept?: readonly string[] | undefined;
}

/** The lab's answer. A pure function of the call, or the lab is not pure. */
export interface HandlerOutcome {
  /** The node's state afterwards; that before when the handler threw. */
  readonly node: Canonical;
  /** In the order they were sent. */
  readonly sends: readonly Envelope[];
  /** In the order they were set. */
  readonly sets: readonly PendingTimer[];
  /** The result a client that waits has afterwards, if it has one. */
  readonly result: Canonical | undefined;
  /** What was done that is never meant, and is reported beside the verdict; left out: nothing. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** The handler threw or did what is not allowed; then the rest is as before the call. */
  readonly fault: LabFaultData | undefined;
  /** A place whose order was read although it was lost: what else came of the call is void. */
  readonly orderRead?: string | undefined;
}

/** Runs one lab's handlers, wherever they live: in this thread, another, or a boxed process. */
export interface Handlers {
  /** Constructs a node and runs its `init`. */
  create(blueprint: NodeBlueprint): HandlerOutcome;
  /** Answers the calls, in order. They do not depend on each other. */
  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[];
}
