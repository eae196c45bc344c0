import { belongsTo, rootAddress, type Address } from '../lab/index.js';
import type { Envelope } from '../box/index.js';
import type { Action } from './action.js';
import { envelopeKey } from './envelope.js';

/**
 * Whether a message is still there after its delivery. In a `set`, which searches explore, it is:
 * it may arrive again at any time, and sending an equal one changes nothing. In a `bag`, which runs
 * use, each sent message is delivered at most once.
 */
export type NetworkKind = 'set' | 'bag';

/** A message, and how many equal ones there are. */
interface Sent {
  readonly envelope: Envelope;
  readonly count: number;
}

/** What is otherwise for one message than before; `sent` is undefined when none is left. */
interface Change {
  readonly key: string;
  readonly sent: Sent | undefined;
  readonly before: Change | undefined;
  readonly depth: number;
}

/** So many changes are looked through before a map of all messages is made anew. */
const CHANGES_MAX = 12;

/**
 * The messages in flight. Immutable: every change returns a new value, or this one if nothing
 * changed. A run that is taken again changes it twice a step, so that a new one is the old one with
 * a list of what has changed.
 */
export class Network {
  readonly kind: NetworkKind;
  /** How many messages there are, equal ones counted once. */
  readonly size: number;
  /** By {@link envelopeKey}, in the order of first sending. */
  #sent: ReadonlyMap<string, Sent>;
  /** The newest change since. */
  #changes: Change | undefined;

  private constructor(
    kind: NetworkKind,
    size: number,
    sent: ReadonlyMap<string, Sent>,
    changes?: Change,
  ) {
    this.kind = kind;
    this.size = size;
    this.#sent = sent;
    this.#changes = changes;
  }

  /** A network of these messages, none unless given. */
  static of(kind: NetworkKind, envelopes: Iterable<Envelope> = []): Network {
    return new Network(kind, 0, new Map()).with(envelopes);
  }

  /** The messages, equal ones once, in the order of first sending. */
  *values(): Generator<Envelope, undefined> {
    for (const { envelope } of this.#all().values()) yield envelope;
  }

  /** What {@link envelopeKey} gives for each of them. */
  keys(): IterableIterator<string> {
    return this.#all().keys();
  }

  has(envelope: Envelope): boolean {
    return this.#find(envelopeKey(envelope)) !== undefined;
  }

  /** How many copies of a message are in flight. */
  count(envelope: Envelope): number {
    return this.#find(envelopeKey(envelope))?.count ?? 0;
  }

  /** The network with these sent as well. */
  with(sent: Iterable<Envelope>): Network {
    return [...sent].reduce((network: Network, envelope) => network.#withOne(envelope), this);
  }

  #withOne(envelope: Envelope): Network {
    const key = envelopeKey(envelope);
    const known = this.#find(key);
    if (known === undefined) return this.#changed(key, { envelope, count: 1 }, 1);
    if (this.kind === 'set') return this;
    return this.#changed(key, { ...known, count: known.count + 1 }, 0);
  }

  /** The network after a delivery: a set keeps the message, a bag has one fewer. */
  delivered(envelope: Envelope): Network {
    return this.kind === 'set' ? this : this.without(envelope);
  }

  /** The network with one copy of this message fewer. */
  without(envelope: Envelope): Network {
    const key = envelopeKey(envelope);
    const known = this.#find(key);
    if (known === undefined) return this;
    if (known.count === 1) return this.#changed(key, undefined, -1);
    return this.#changed(key, { ...known, count: known.count - 1 }, 0);
  }

  /** The network without the messages to this node. */
  withoutThoseTo(node: Address): Network {
    return this.split((envelope) => rootAddress(envelope.to) !== node)[0];
  }

  /** Those for which it holds, and the others, with as many copies of each as here. */
  split(holds: (envelope: Envelope) => boolean): [Network, Network] {
    const [yes, no] = [new Map<string, Sent>(), new Map<string, Sent>()];
    for (const [key, sent] of this.#all()) (holds(sent.envelope) ? yes : no).set(key, sent);
    return [new Network(this.kind, yes.size, yes), new Network(this.kind, no.size, no)];
  }

  /** The network with another one's messages as well. */
  and(other: Network): Network {
    const all = [...other.values()].flatMap((envelope) =>
      Array.from({ length: other.count(envelope) }, () => envelope),
    );
    return this.with(all);
  }

  #find(key: string): Sent | undefined {
    for (let change = this.#changes; change !== undefined; change = change.before) {
      if (change.key === key) return change.sent;
    }
    return this.#sent.get(key);
  }

  #changed(key: string, sent: Sent | undefined, grown: number): Network {
    const before = this.#changes;
    const depth = (before?.depth ?? 0) + 1;
    const next = new Network(this.kind, this.size + grown, this.#sent, {
      key,
      sent,
      before,
      depth,
    });
    if (depth >= CHANGES_MAX) next.#all();
    return next;
  }

  /** All messages as one map, to which no change has to be added. */
  #all(): ReadonlyMap<string, Sent> {
    if (this.#changes === undefined) return this.#sent;
    const changes: Change[] = [];
    for (let each: Change | undefined = this.#changes; each !== undefined; each = each.before) {
      changes.push(each);
    }
    const all = new Map(this.#sent);
    for (const { key, sent } of changes.toReversed()) {
      if (sent === undefined) all.delete(key);
      else all.set(key, sent);
    }
    this.#sent = all;
    this.#changes = undefined;
    return all;
  }
}

/** All messages: those in flight, and those set aside. */
export interface Traffic {
  readonly network: Network;
  readonly aside: Network;
}

/** What an action does to the messages, before what a node then sends. */
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
