import { rootAddress, type Address } from '../lab/index.js';

/**
 * Which messages may be delivered and whose timers may fire. Immutable: every change is a new
 * value, so a search phase can keep the one it was given.
 */
export class Links {
  readonly #network: boolean;
  readonly #senders: ReadonlyMap<Address, boolean>;
  readonly #receivers: ReadonlyMap<Address, boolean>;
  readonly #links: ReadonlyMap<string, boolean>;
  readonly #timers: ReadonlyMap<Address, boolean>;
  readonly #timersDefault: boolean;

  private constructor(fields: LinkFields) {
    this.#network = fields.network;
    this.#senders = fields.senders;
    this.#receivers = fields.receivers;
    this.#links = fields.links;
    this.#timers = fields.timers;
    this.#timersDefault = fields.timersDefault;
  }

  /**
   * Every link and timer on.
   *
   * @internal
   */
  static readonly all = new this({
    network: true,
    senders: new Map(),
    receivers: new Map(),
    links: new Map(),
    timers: new Map(),
    timersDefault: true,
  });

  /**
   * Decided by the link from→to, the sender, the receiver and the network, in this order of
   * precedence.
   *
   * @internal
   */
  mayDeliver(from: Address, to: Address): boolean {
    const source = rootAddress(from);
    const target = rootAddress(to);
    if (source === target) return true;
    return (
      this.#links.get(linkKey(source, target)) ??
      this.#senders.get(source) ??
      this.#receivers.get(target) ??
      this.#network
    );
  }

  /**
   * Whether this node's timers may fire.
   *
   * @internal
   */
  mayFire(node: Address): boolean {
    return this.#timers.get(rootAddress(node)) ?? this.#timersDefault;
  }

  withNetwork(on: boolean): Links {
    return this.#with({ network: on });
  }
  withSender(node: Address, on: boolean): Links {
    return this.#with({ senders: new Map(this.#senders).set(rootAddress(node), on) });
  }
  withReceiver(node: Address, on: boolean): Links {
    return this.#with({ receivers: new Map(this.#receivers).set(rootAddress(node), on) });
  }
  /** A node as sender and as receiver. */
  withNode(node: Address, on: boolean): Links {
    return this.withSender(node, on).withReceiver(node, on);
  }
  /** One direction of one link. */
  withLink(from: Address, to: Address, on: boolean): Links {
    const key = linkKey(rootAddress(from), rootAddress(to));
    return this.#with({ links: new Map(this.#links).set(key, on) });
  }
  withTimers(node: Address, on: boolean): Links {
    return this.#with({ timers: new Map(this.#timers).set(rootAddress(node), on) });
  }
  withAllTimers(on: boolean): Links {
    return this.#with({ timers: new Map(), timersDefault: on });
  }

  /** The network off, the links within the group on, in both directions. */
  withPartition(...group: readonly Address[]): Links {
    let result = this.withNetwork(false);
    for (const from of group) {
      for (const to of group) if (from !== to) result = result.withLink(from, to, true);
    }
    return result;
  }

  /** All links, senders, receivers and the network on again; timers as they are. */
  withNetworkReset(): Links {
    return this.#with({
      network: true,
      senders: new Map(),
      receivers: new Map(),
      links: new Map(),
    });
  }

  /**
   * As plain data, for trace files and other threads; keys sorted.
   *
   * @internal
   */
  toJSON(): LinksData {
    const plain = (map: ReadonlyMap<string, boolean>): Record<string, boolean> =>
      Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      network: this.#network,
      senders: plain(this.#senders),
      receivers: plain(this.#receivers),
      links: plain(this.#links),
      timers: plain(this.#timers),
      timersDefault: this.#timersDefault,
    };
  }

  /** @internal */
  static fromJSON(data: LinksData): Links {
    const map = (record: Readonly<Record<string, boolean>>): Map<Address, boolean> =>
      new Map(Object.entries(record) as [Address, boolean][]);
    return new Links({
      network: data.network,
      senders: map(data.senders),
      receivers: map(data.receivers),
      links: map(data.links),
      timers: map(data.timers),
      timersDefault: data.timersDefault,
    });
  }

  #with(change: Partial<LinkFields>): Links {
    return new Links({
      network: this.#network,
      senders: this.#senders,
      receivers: this.#receivers,
      links: this.#links,
      timers: this.#timers,
      timersDefault: this.#timersDefault,
      ...change,
    });
  }
}

interface LinkFields {
  readonly network: boolean;
  readonly senders: ReadonlyMap<Address, boolean>;
  readonly receivers: ReadonlyMap<Address, boolean>;
  readonly links: ReadonlyMap<string, boolean>;
  readonly timers: ReadonlyMap<Address, boolean>;
  readonly timersDefault: boolean;
}

/** {@link Links} as plain data; a link's key is `from>to`. */
export interface LinksData {
  readonly network: boolean;
  readonly senders: Readonly<Record<string, boolean>>;
  readonly receivers: Readonly<Record<string, boolean>>;
  readonly links: Readonly<Record<string, boolean>>;
  readonly timers: Readonly<Record<string, boolean>>;
  readonly timersDefault: boolean;
}

function linkKey(from: Address, to: Address): string {
  return `${from}>${to}`;
}
