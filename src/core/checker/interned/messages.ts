import { rootAddress, type Address } from '../../lab/index.js';
import { envelopeKey, type Envelope, type Links } from '../../system/index.js';

/**
 * Numbers envelopes, from 0. Each has a *home*, the node whose cell holds it: its receiver, or its
 * sender if the receiver is not a node, so that the homes' sets together are the network.
 */
export class Messages {
  readonly envelopes: Envelope[] = [];
  /** The node, by index, whose cell holds it. */
  readonly home: number[] = [];
  /** The node, by index, that sent it; its home, if the sender is not a node. */
  readonly sender: number[] = [];
  /** How many earlier messages have the same home. */
  readonly ordinal: number[] = [];
  /** Whether it may be delivered in this search. */
  readonly deliverable: boolean[] = [];
  readonly #ids = new Map<string, number>();
  readonly #nodes: ReadonlyMap<Address, number>;
  readonly #links: Links;
  readonly #atHome: number[] = [];
  /** Orders messages by content, not by when they were first seen. */
  readonly #labels: number[] = [];
  readonly #sorted: { readonly key: string; readonly id: number }[] = [];

  constructor(nodes: ReadonlyMap<Address, number>, links: Links) {
    this.#nodes = nodes;
    this.#links = links;
  }

  intern(envelope: Envelope): number {
    const key = envelopeKey(envelope);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.envelopes.length;
    const { from, to } = envelope;
    const receiver = this.#nodes.get(rootAddress(to));
    const sender = this.#nodes.get(rootAddress(from));
    const home = receiver ?? sender ?? 0;
    this.envelopes.push(envelope);
    this.home.push(home);
    this.sender.push(sender ?? home);
    this.ordinal.push(this.#atHome[home] ?? 0);
    this.#atHome[home] = (this.#atHome[home] ?? 0) + 1;
    this.deliverable.push(receiver !== undefined && this.#links.mayDeliver(from, to));
    this.#ids.set(key, id);
    this.#order(key, id);
    return id;
  }

  /** Less than 0 if `a` comes before `b`: by content, not by when they were first seen. */
  compare(a: number, b: number): number {
    return (this.#labels[a] as number) - (this.#labels[b] as number);
  }

  #order(key: string, id: number): void {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as { key: string }).key < key) low = middle + 1;
      else high = middle;
    }
    const before = this.#sorted[low - 1];
    const after = this.#sorted[low];
    const lower = before === undefined ? 0 : (this.#labels[before.id] as number);
    const upper = after === undefined ? lower + 2 : (this.#labels[after.id] as number);
    const label = (lower + upper) / 2;
    this.#labels[id] = label;
    this.#sorted.splice(low, 0, { key, id });
    if (label > lower && label < upper) return;
    this.#sorted.forEach((message, rank) => {
      this.#labels[message.id] = rank + 1;
    });
  }
}
