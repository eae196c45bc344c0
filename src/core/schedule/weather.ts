import { rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';

/**
 * What the network does to messages on links that are on: how long they take, and how many arrive.
 * Immutable: every change is a new value. Rates are probabilities; a link's rate takes precedence
 * over the sender's, then the receiver's, then the network's.
 */
export class Weather {
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  /** How likely a message is delivered twice, each copy with its own latency. */
  readonly duplicateRate: number;
  /** How likely a message takes up to `extraDelayMaxMs` longer; then it may be overtaken. */
  readonly extraDelayRate: number;
  readonly extraDelayMaxMs: number;
  readonly #network: number;
  readonly #senders: ReadonlyMap<Address, number>;
  readonly #receivers: ReadonlyMap<Address, number>;
  readonly #links: ReadonlyMap<string, number>;

  private constructor(fields: WeatherFields) {
    this.latencyMinMs = fields.latencyMinMs;
    this.latencyMaxMs = fields.latencyMaxMs;
    this.duplicateRate = fields.duplicateRate;
    this.extraDelayRate = fields.extraDelayRate;
    this.extraDelayMaxMs = fields.extraDelayMaxMs;
    this.#network = fields.network;
    this.#senders = fields.senders;
    this.#receivers = fields.receivers;
    this.#links = fields.links;
  }

  /** Every message arrives once, 0.1 to 1.0 ms after it was sent. */
  static readonly fair = new this({
    latencyMinMs: 0.1,
    latencyMaxMs: 1,
    duplicateRate: 0,
    extraDelayRate: 0,
    extraDelayMaxMs: 0,
    network: 1,
    senders: new Map(),
    receivers: new Map(),
    links: new Map(),
  });

  /** How likely a message from→to is delivered. A node's messages to itself always arrive. */
  deliverRate(from: Address, to: Address): number {
    const source = rootAddress(from);
    const target = rootAddress(to);
    if (source === target) return 1;
    return (
      this.#links.get(`${source}>${target}`) ??
      this.#senders.get(source) ??
      this.#receivers.get(target) ??
      this.#network
    );
  }

  withLatency(minMs: number, maxMs: number): Weather {
    assert(minMs >= 0 && minMs <= maxMs && maxMs < Infinity, `latency ${minMs} to ${maxMs} ms`);
    return this.#with({ latencyMinMs: minMs, latencyMaxMs: maxMs });
  }
  withDuplicates(rate: number): Weather {
    return this.#with({ duplicateRate: probability(rate) });
  }
  withExtraDelay(rate: number, maxMs: number): Weather {
    return this.#with({ extraDelayRate: probability(rate), extraDelayMaxMs: maxMs });
  }
  withNetworkRate(rate: number): Weather {
    return this.#with({ network: probability(rate) });
  }
  withSenderRate(node: Address, rate: number): Weather {
    return this.#with({ senders: new Map(this.#senders).set(node, probability(rate)) });
  }
  withReceiverRate(node: Address, rate: number): Weather {
    return this.#with({ receivers: new Map(this.#receivers).set(node, probability(rate)) });
  }
  /** A node as sender and as receiver. */
  withNodeRate(node: Address, rate: number): Weather {
    return this.withSenderRate(node, rate).withReceiverRate(node, rate);
  }
  /** One direction of one link. */
  withLinkRate(from: Address, to: Address, rate: number): Weather {
    return this.#with({ links: new Map(this.#links).set(`${from}>${to}`, probability(rate)) });
  }

  /** Every message arrives again; latency, duplicates and extra delay stay as they are. */
  withRatesReset(): Weather {
    return this.#with({
      network: 1,
      senders: new Map(),
      receivers: new Map(),
      links: new Map(),
    });
  }

  /** As plain data, for reports and trace files; keys sorted, empty parts left out. */
  toJSON(): WeatherData {
    const plain = (map: ReadonlyMap<string, number>): Record<string, number> | undefined =>
      map.size === 0
        ? undefined
        : Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      latencyMs: [this.latencyMinMs, this.latencyMaxMs],
      duplicateRate: this.duplicateRate,
      extraDelay: [this.extraDelayRate, this.extraDelayMaxMs],
      deliverRate: this.#network,
      senders: plain(this.#senders),
      receivers: plain(this.#receivers),
      links: plain(this.#links),
    };
  }

  static fromJSON(data: WeatherData): Weather {
    const map = (record: Readonly<Record<string, number>> = {}): Map<Address, number> =>
      new Map(Object.entries(record) as [Address, number][]);
    const [latencyMinMs, latencyMaxMs] = data.latencyMs;
    const [extraDelayRate, extraDelayMaxMs] = data.extraDelay;
    return new Weather({
      latencyMinMs,
      latencyMaxMs,
      duplicateRate: data.duplicateRate,
      extraDelayRate,
      extraDelayMaxMs,
      network: data.deliverRate,
      senders: map(data.senders),
      receivers: map(data.receivers),
      links: map(data.links),
    });
  }

  #with(change: Partial<WeatherFields>): Weather {
    return new Weather({
      latencyMinMs: this.latencyMinMs,
      latencyMaxMs: this.latencyMaxMs,
      duplicateRate: this.duplicateRate,
      extraDelayRate: this.extraDelayRate,
      extraDelayMaxMs: this.extraDelayMaxMs,
      network: this.#network,
      senders: this.#senders,
      receivers: this.#receivers,
      links: this.#links,
      ...change,
    });
  }
}

interface WeatherFields {
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  readonly duplicateRate: number;
  readonly extraDelayRate: number;
  readonly extraDelayMaxMs: number;
  readonly network: number;
  readonly senders: ReadonlyMap<Address, number>;
  readonly receivers: ReadonlyMap<Address, number>;
  readonly links: ReadonlyMap<string, number>;
}

/** {@link Weather} as plain data; a link's key is `from>to`. */
export interface WeatherData {
  readonly latencyMs: readonly [min: number, max: number];
  readonly duplicateRate: number;
  readonly extraDelay: readonly [rate: number, maxMs: number];
  readonly deliverRate: number;
  readonly senders: Readonly<Record<string, number>> | undefined;
  readonly receivers: Readonly<Record<string, number>> | undefined;
  readonly links: Readonly<Record<string, number>> | undefined;
}

function probability(rate: number): number {
  assert(rate >= 0 && rate <= 1, `a rate has to be in 0..1, not ${rate}`);
  return rate;
}
