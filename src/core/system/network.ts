import { belongsTo, rootAddress, type Address } from '../lab/index.js';
import type { Envelope } from '../box/index.js';
import type { Action } from './action.js';
import { envelopeKey } from './envelope.js';

/**
 * Whether a message is still there when it was delivered. In a `set`, which searches explore, it
 * is: it may be delayed and arrive again at any time, and sending an equal one changes nothing. In
 * a `bag`, which runs have, each sending is delivered at most once.
 */
export type NetworkKind = 'set' | 'bag';

/** The messages on their way. Immutable: every change is a new value, or this one if it is none. */
export class Network {
  readonly kind: NetworkKind;
  /** By {@link envelopeKey}, in the order of first sending. */
  readonly #envelopes: ReadonlyMap<string, Envelope>;
  /** How many equal ones there are, where there are several. */
  readonly #copies: ReadonlyMap<string, number>;

  private constructor(
    kind: NetworkKind,
    envelopes: ReadonlyMap<string, Envelope>,
    copies: ReadonlyMap<string, number>,
  ) {
    this.kind = kind;
    this.#envelopes = envelopes;
    this.#copies = copies;
  }

  /** A network of these messages, none unless given. */
  static of(kind: NetworkKind, envelopes: Iterable<Envelope> = []): Network {
    return new Network(kind, new Map(), new Map()).with(envelopes);
  }

  /** How many messages there are, equal ones counted once. */
  get size(): number {
    return this.#envelopes.size;
  }

  /** The messages, equal ones once, in the order of first sending. */
  values(): IterableIterator<Envelope> {
    return this.#envelopes.values();
  }

  /** What {@link envelopeKey} gives for each of them. */
  keys(): IterableIterator<string> {
    return this.#envelopes.keys();
  }

  has(envelope: Envelope): boolean {
    return this.#envelopes.has(envelopeKey(envelope));
  }

  /** How many equal ones of a message are on their way. */
  count(envelope: Envelope): number {
    const key = envelopeKey(envelope);
    return this.#copies.get(key) ?? (this.#envelopes.has(key) ? 1 : 0);
  }

  /** With these sent too. */
  with(sent: Iterable<Envelope>): Network {
    let envelopes: Map<string, Envelope> | undefined;
    let copies: Map<string, number> | undefined;
    for (const envelope of sent) {
      const key = envelopeKey(envelope);
      if (!(envelopes ?? this.#envelopes).has(key)) {
        envelopes ??= new Map(this.#envelopes);
        envelopes.set(key, envelope);
      } else if (this.kind === 'bag') {
        copies ??= new Map(this.#copies);
        copies.set(key, (copies.get(key) ?? 1) + 1);
      }
    }
    return this.#changed(envelopes, copies);
  }

  /** After a delivery: a set keeps the message, a bag has one of it less. */
  delivered(envelope: Envelope): Network {
    return this.kind === 'set' ? this : this.without(envelope);
  }

  /** With one of these messages less. */
  without(envelope: Envelope): Network {
    const key = envelopeKey(envelope);
    const count = this.#copies.get(key) ?? 1;
    if (count > 1) {
      const copies = new Map(this.#copies);
      if (count === 2) copies.delete(key);
      else copies.set(key, count - 1);
      return this.#changed(undefined, copies);
    }
    if (!this.#envelopes.has(key)) return this;
    const envelopes = new Map(this.#envelopes);
    envelopes.delete(key);
    return this.#changed(envelopes, undefined);
  }

  /** Those that are for another node than this one. */
  withoutThoseTo(node: Address): Network {
    return this.split((envelope) => rootAddress(envelope.to) !== node)[0];
  }

  /** Those for which it holds, and the others; each as often as it is here. */
  split(holds: (envelope: Envelope) => boolean): [Network, Network] {
    const [yes, no] = [new Map<string, Envelope>(), new Map<string, Envelope>()];
    for (const [key, envelope] of this.#envelopes) (holds(envelope) ? yes : no).set(key, envelope);
    const of = (envelopes: Map<string, Envelope>): Network => {
      const copies = [...this.#copies].filter(([key]) => envelopes.has(key));
      return this.#changed(envelopes, new Map(copies));
    };
    return [of(yes), of(no)];
  }

  /** With all that is in another one too. */
  and(other: Network): Network {
    const all = [...other.values()].flatMap((envelope) =>
      Array.from({ length: other.count(envelope) }, () => envelope),
    );
    return this.with(all);
  }

  #changed(
    envelopes: ReadonlyMap<string, Envelope> | undefined,
    copies: ReadonlyMap<string, number> | undefined,
  ): Network {
    if (envelopes === undefined && copies === undefined) return this;
    return new Network(this.kind, envelopes ?? this.#envelopes, copies ?? this.#copies);
  }
}

/** All messages there are: those on their way, and those that are set aside. */
export interface Traffic {
  readonly network: Network;
  readonly aside: Network;
}

/** What an action does to the messages there are; what a node then sends comes after. */
export function carry({ network, aside }: Traffic, action: Action): Traffic {
  switch (action.kind) {
    case 'crash':
      return { network: network.withoutThoseTo(action.node), aside };
    case 'inject':
    case 'duplicate':
      return { network: network.with([action.envelope]), aside };
    case 'deliver':
      return { network: network.delivered(action.envelope), aside };
    case 'lose':
      return { network: network.without(action.envelope), aside };
    case 'set-aside':
      return { network: Network.of(network.kind), aside: aside.and(network) };
    case 'restore': {
      const [restored, left] = aside.split(({ from, to }) => {
        return belongsTo(from, action.from ?? from) && belongsTo(to, action.to ?? to);
      });
      return { network: network.and(restored), aside: left };
    }
    case 'add':
    case 'fire':
    case 'command':
    case 'links':
      return { network, aside };
  }
}
