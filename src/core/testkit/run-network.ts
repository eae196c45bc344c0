import type { Address } from '../lab/index.js';
import { Links, Weather } from '../schedule/index.js';
import type { Simulation } from '../simulator/index.js';

/**
 * The network of a run; it can be changed at any time. On and off take precedence over rates. For
 * both, a link's setting takes precedence over its sender's, then its receiver's, then the
 * network's. Every method returns the network, so that calls can be chained.
 *
 * @example
 * ```ts
 * system.network.latency(5, 20).deliverRate(0.8).partition(SERVER, client(1));
 * ```
 */
export class RunNetwork {
  readonly #simulation: Simulation;

  /** @internal */
  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Delivers each message with this probability; messages may overtake each other. */
  deliverRate(rate: number): this {
    return this.#weather((weather) => weather.withNetworkRate(rate));
  }
  /** Delivers what this node sends and receives with this probability; 1 is reliable. */
  nodeRate(node: Address, rate: number): this {
    return this.#weather((weather) => weather.withNodeRate(node, rate));
  }
  /** Delivers what is sent over one direction of a link with this probability. */
  linkRate(from: Address, to: Address, rate: number): this {
    return this.#weather((weather) => weather.withLinkRate(from, to, rate));
  }
  /** What this node sends and receives always arrives, in order. */
  reliable(node: Address): this {
    return this.nodeRate(node, 1);
  }

  /** Each message takes between `minMs` and `maxMs` milliseconds. */
  latency(minMs: number, maxMs: number): this {
    return this.#weather((weather) => weather.withLatency(minMs, maxMs));
  }
  /** Delivers each message twice with this probability. */
  duplicates(rate: number): this {
    return this.#weather((weather) => weather.withDuplicates(rate));
  }
  /** With this probability, a message takes up to `maxMs` longer and may be overtaken. */
  extraDelay(rate: number, maxMs: number): this {
    return this.#weather((weather) => weather.withExtraDelay(rate, maxMs));
  }

  /**
   * Turns the network off except for the links within this group. It stops messages in flight, too.
   */
  partition(...group: readonly Address[]): this {
    return this.#links((links) => links.withPartition(...group));
  }
  /** Turns off (or on) everything that has no setting of its own. */
  on(isOn: boolean): this {
    return this.#links((links) => links.withNetwork(isOn));
  }
  /** Turns what a node sends and receives on or off. */
  nodeOn(node: Address, isOn: boolean): this {
    return this.#links((links) => links.withNode(node, isOn));
  }
  /** Turns one direction of a link on or off. */
  linkOn(from: Address, to: Address, isOn: boolean): this {
    return this.#links((links) => links.withLink(from, to, isOn));
  }

  /** Makes everything on and reliable again, as at the start, and resets the latency. */
  reset(): this {
    this.#simulation.setNetwork(Weather.fair, Links.all);
    return this;
  }

  #weather(change: (weather: Weather) => Weather): this {
    this.#simulation.setNetwork(change(this.#simulation.weather), this.#simulation.links);
    return this;
  }

  #links(change: (links: Links) => Links): this {
    this.#simulation.setNetwork(this.#simulation.weather, change(this.#simulation.links));
    return this;
  }
}
