import type { Address } from '../lab/index.js';
import { Links, Weather } from '../schedule/index.js';
import type { Simulation } from '../simulator/index.js';

/**
 * The network of a run, to be changed at any time. Off and on decide before rates do; of both, a
 * link's setting counts before its sender's, its receiver's and the network's. Every method
 * returns the network, so that settings can be chained.
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

  /** Each message is delivered with this probability, and may overtake others. */
  deliverRate(rate: number): this {
    return this.#weather((weather) => weather.withNetworkRate(rate));
  }
  /** What this node sends and receives is delivered with this probability; 1 is reliable. */
  nodeRate(node: Address, rate: number): this {
    return this.#weather((weather) => weather.withNodeRate(node, rate));
  }
  /** One direction of one link. */
  linkRate(from: Address, to: Address, rate: number): this {
    return this.#weather((weather) => weather.withLinkRate(from, to, rate));
  }
  /** What this node sends and receives always arrives, in order. */
  reliable(node: Address): this {
    return this.nodeRate(node, 1);
  }

  latency(minMs: number, maxMs: number): this {
    return this.#weather((weather) => weather.withLatency(minMs, maxMs));
  }
  /** Each message is delivered twice with this probability. */
  duplicates(rate: number): this {
    return this.#weather((weather) => weather.withDuplicates(rate));
  }
  /** With this probability a message takes up to `maxMs` longer, and may be overtaken. */
  extraDelay(rate: number, maxMs: number): this {
    return this.#weather((weather) => weather.withExtraDelay(rate, maxMs));
  }

  /** The network off, the links within the group on; what is on its way is cut off too. */
  partition(...group: readonly Address[]): this {
    return this.#links((links) => links.withPartition(...group));
  }
  /** Turns everything off (or on) that has no setting of its own. */
  on(isOn: boolean): this {
    return this.#links((links) => links.withNetwork(isOn));
  }
  /** What a node sends and receives. */
  nodeOn(node: Address, isOn: boolean): this {
    return this.#links((links) => links.withNode(node, isOn));
  }
  /** One direction of one link. */
  linkOn(from: Address, to: Address, isOn: boolean): this {
    return this.#links((links) => links.withLink(from, to, isOn));
  }

  /** Everything on and reliable again, as at the start; latency too. */
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
