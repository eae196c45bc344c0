import type { Event } from '../../system/index.js';
import type { InternedState } from '../interned/interned-state.js';
import { EMPTY_SET } from '../interned/message-sets.js';
import type { Space } from '../interned/space.js';

/** Where a walk is, in numbers. */
export interface Walked {
  /** By node. */
  readonly locals: Int32Array;
  /** All messages sent, in order: the first `networkEnd`. */
  readonly network: Int32Array;
  readonly networkEnd: number;
}

/** The state a walk is in, as predicates see it. */
export class WalkedState implements InternedState {
  readonly #space: Space;
  readonly #walked: Walked;
  #inboxes: Int32Array | undefined;

  constructor(space: Space, walked: Walked) {
    this.#space = space;
    this.#walked = walked;
  }

  localOf(node: number): number {
    return this.#walked.locals[node] as number;
  }

  inboxOf(node: number): number {
    this.#inboxes ??= this.#made();
    return this.#inboxes[node] as number;
  }

  #made(): Int32Array {
    const { sets, messages } = this.#space.cells;
    const { locals, network, networkEnd } = this.#walked;
    const inboxes = new Int32Array(locals.length).fill(EMPTY_SET);
    for (let i = 0; i < networkEnd; i++) {
      const message = network[i] as number;
      const home = messages.home[message] as number;
      inboxes[home] = sets.with(inboxes[home] as number, message);
    }
    return inboxes;
  }
}

/** The events of a path that is given by node states and their event numbers. */
export function eventsOf(
  space: Space,
  path: { readonly locals: Int32Array; readonly events: Int32Array; readonly length: number },
): Event[] {
  return Array.from({ length: path.length }, (_, i) =>
    space.eventOf(path.locals[i] as number, path.events[i] as number),
  );
}
