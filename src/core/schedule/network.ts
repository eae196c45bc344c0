import { rootAddress, type Address } from '../lab/index.js';
import { Random, type RandomState } from '../support/index.js';
import { Links, type LinksData } from './links.js';
import { Weather, type WeatherData } from './weather.js';

/** One direction between two nodes, with its settings. */
export interface Route {
  readonly from: Address;
  readonly to: Address;
  on: boolean;
  /** How likely a message is delivered; 1 on a reliable route, which keeps its order. */
  rate: number;
  /** When the last message sent in order arrives. */
  lastAtMs: number;
}

/** How many messages a node sent to other nodes and received from them. */
export interface MessageCount {
  sent: number;
  received: number;
}

/** A network as data, from which {@link SimulatedNetwork.from} continues to draw. */
export interface NetworkData {
  readonly weather: WeatherData;
  readonly links: LinksData;
  /** Of latency, loss, duplicates and extra delay. */
  readonly draws: readonly [RandomState, RandomState, RandomState, RandomState];
  readonly routes: readonly (readonly [from: Address, to: Address, lastAtMs: number])[];
}

/**
 * Decides when messages arrive and whether they do. Each kind of chance has its own generator,
 * so that, say, turning duplicates on changes no latency.
 */
export class SimulatedNetwork {
  #latency: Random;
  #loss: Random;
  #duplicates: Random;
  #delays: Random;
  readonly #routes = new Map<Address, Map<Address, Route>>();
  readonly #counts = new Map<Address, MessageCount>();
  #weather = Weather.fair;
  #links = Links.all;

  constructor(random: Random) {
    this.#latency = random.split('latency');
    this.#loss = random.split('loss');
    this.#duplicates = random.split('duplicates');
    this.#delays = random.split('delays');
  }

  /** A network that continues where the one that gave this data was; its counts start from zero. */
  static from({ weather, links, draws, routes }: NetworkData): SimulatedNetwork {
    const network = new SimulatedNetwork(Random.fromSeed(0));
    const [latency, loss, duplicates, delays] = draws;
    network.#latency = Random.resume(latency);
    network.#loss = Random.resume(loss);
    network.#duplicates = Random.resume(duplicates);
    network.#delays = Random.resume(delays);
    network.set(Weather.fromJSON(weather), Links.fromJSON(links));
    for (const [from, to, lastAtMs] of routes) network.route(from, to).lastAtMs = lastAtMs;
    return network;
  }

  toJSON(): NetworkData {
    const routes = [...this.#routes.values()].flatMap((each) => [...each.values()]);
    return {
      weather: this.#weather.toJSON(),
      links: this.#links.toJSON(),
      draws: [this.#latency.state, this.#loss.state, this.#duplicates.state, this.#delays.state],
      routes: routes.map(({ from, to, lastAtMs }) => [from, to, lastAtMs]),
    };
  }

  get weather(): Weather {
    return this.#weather;
  }

  get links(): Links {
    return this.#links;
  }

  set(weather: Weather, links: Links): void {
    this.#weather = weather;
    this.#links = links;
    for (const routes of this.#routes.values()) {
      for (const route of routes.values()) this.#settle(route);
    }
  }

  /** The route between the nodes of two addresses. */
  route(from: Address, to: Address): Route {
    const source = rootAddress(from);
    const target = rootAddress(to);
    let routes = this.#routes.get(source);
    if (routes === undefined) this.#routes.set(source, (routes = new Map<Address, Route>()));
    let route = routes.get(target);
    if (route === undefined) {
      route = { from: source, to: target, on: true, rate: 1, lastAtMs: 0 };
      this.#settle(route);
      routes.set(target, route);
    }
    return route;
  }

  /** Draws when a message that is sent now arrives; `copy` is 0, and 1 for a duplicate. */
  arrivalMs(route: Route, nowMs: number, copy: number): number {
    const { latencyMinMs, latencyMaxMs, extraDelayRate, extraDelayMaxMs } = this.#weather;
    const random = copy === 0 ? this.#latency : this.#duplicates;
    const atMs = nowMs + random.between(latencyMinMs, latencyMaxMs);
    if (extraDelayRate > 0 && this.#delays.chance(extraDelayRate)) {
      return atMs + this.#delays.between(0, extraDelayMaxMs);
    }
    if (route.rate < 1) return atMs;
    if (atMs > route.lastAtMs) route.lastAtMs = atMs;
    return route.lastAtMs;
  }

  /** Draws whether a message that is sent now is sent twice. */
  isDuplicated(): boolean {
    return this.#duplicates.chance(this.#weather.duplicateRate);
  }

  /** Draws whether a message that arrives now is lost. */
  isLost(route: Route): boolean {
    return route.rate < 1 && !this.#loss.chance(route.rate);
  }

  countOf(node: Address): MessageCount {
    let count = this.#counts.get(node);
    if (count === undefined) this.#counts.set(node, (count = { sent: 0, received: 0 }));
    return count;
  }

  noteSent({ from, to }: Route): void {
    if (from !== to) this.countOf(from).sent++;
  }

  noteReceived({ from, to }: Route): void {
    if (from !== to) this.countOf(to).received++;
  }

  #settle(route: Route): void {
    route.on = this.#links.mayDeliver(route.from, route.to);
    route.rate = this.#weather.deliverRate(route.from, route.to);
  }
}
