import type { Canonical } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type {
  Envelope,
  HandlerCall,
  HandlerOutcome,
  PendingTimer,
  Trigger,
} from '../system/index.js';

const NONE: readonly never[] = [];

/** Hears what a handler was called with, and what came of it. */
export type CallListener = (call: HandlerCall, outcome: HandlerOutcome) => void;

/** A handler that runs, or has run: its client may still be asked for a result. */
interface OpenCall {
  readonly call: HandlerCall;
  readonly sends: Envelope[];
  readonly sets: PendingTimer[];
  /** The node's state afterwards, once the handler came back. */
  node: Canonical | undefined;
  result: Canonical | undefined;
}

/**
 * Tells of a run, while it goes on, which calls of handlers it was made of, as a replay makes
 * them: whoever takes the run again need not ask the lab what it has just done.
 */
export class CallRecorder {
  readonly #listener: CallListener;
  readonly #states = new Map<Address, Canonical>();
  #open: OpenCall | undefined;

  constructor(listener: CallListener) {
    this.#listener = listener;
  }

  /** A handler begins; a node that is just constructed has no state before. */
  begin(address: Address, awaits: boolean, cause: Trigger): void {
    this.flush();
    const node = this.#states.get(address);
    if (node === undefined) return;
    const call = { address, awaits, node, cause };
    this.#open = { call, sends: [], sets: [], node: undefined, result: undefined };
  }

  sent(envelope: Envelope): void {
    this.#open?.sends.push(envelope);
  }

  set(timer: PendingTimer): void {
    this.#open?.sets.push(timer);
  }

  /** The handler came back and left this state; a client that is asked for its result may again. */
  stepped(address: Address, node: Canonical): void {
    this.#states.set(address, node);
    if (this.#open?.call.address === address) this.#open.node = node;
  }

  /** The client of the handler that came back has a result. */
  answered(result: Canonical): void {
    if (this.#open !== undefined) this.#open.result = result;
  }

  /** Of what runs now nothing is told: it is not only what the node did. */
  spoil(): void {
    this.#open = undefined;
  }

  /** The last handler is over. One that threw never came back, and is not told of. */
  flush(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open?.node === undefined) return;
    const { call, node, sends, sets, result } = open;
    const made = { sends: kept(sends), sets: kept(sets) };
    this.#listener(call, { node, ...made, result, fault: undefined });
  }
}

/** The same list, without the room that one keeps which grew: there are two for each call. */
function kept<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}
