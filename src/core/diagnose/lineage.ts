import type { ActingStep, StoryMessage } from '../testkit/index.js';

/** A step of a node, and the step that sent the message it received. */
export interface Lineage {
  /** `Request (client1 to server1)` */
  readonly name: string;
  readonly because: Lineage | undefined;
}

/** How far back to go: keeping all of a run would fill the memory. */
const DEPTH_MAX = 24;

/** Follows why each message of a story was sent. */
export class Lineages {
  readonly #nameOf: (value: object) => string;
  readonly #senders = new Map<string, { readonly origin: Lineage; readonly depth: number }>();

  constructor(nameOf: (value: object) => string) {
    this.#nameOf = nameOf;
  }

  /** Takes the next step; returns its lineage. */
  take(step: ActingStep): Lineage {
    const sender = step.kind === 'deliver' ? this.#senders.get(step.message.id) : undefined;
    const because = sender !== undefined && sender.depth < DEPTH_MAX ? sender : undefined;
    const origin = { name: this.#nameOfStep(step), because: because?.origin };
    // A client that has its result begins something new.
    if (step.effects.results.length > 0) return origin;
    const depth = (because?.depth ?? 0) + 1;
    for (const { id } of step.effects.sends) this.#senders.set(id, { origin, depth });
    return origin;
  }

  #nameOfStep(step: ActingStep): string {
    if (step.kind !== 'deliver') return step.kind;
    return messageName(step.message, this.#nameOf);
  }
}

/** `Request (client1 to server1)` */
export function messageName(
  { from, to, message }: StoryMessage,
  nameOf: (value: object) => string,
): string {
  return `${nameOf(message)} (${from} to ${to})`;
}
