import type { ClassTable } from '../../canon/index.js';
import type { Address } from '../../lab/index.js';
import { SearchViews, type ClientView, type MessageView } from '../../predicate/index.js';
import type { Envelope, SystemPlan } from '../../system/index.js';
import type { Workload } from '../../workload/index.js';
import type { Local } from './locals.js';
import type { Messages } from './messages.js';

/** Shows interned clients, messages and nodes to predicates, each decoded once. */
export class InternedViews {
  /** The clients among the nodes of the searched state, by address: node index and workload. */
  readonly clients: readonly { readonly node: number; readonly workload: Workload }[];
  readonly #addresses: readonly Address[];
  readonly #messages: Messages;
  readonly #views: SearchViews;
  /** By the number of the results. */
  readonly #clientViews: (ClientView | undefined)[] = [];
  readonly #messageViews: (MessageView | undefined)[] = [];

  constructor(
    plan: SystemPlan,
    classes: ClassTable,
    addresses: readonly Address[],
    messages: Messages,
  ) {
    this.#views = new SearchViews(plan, classes);
    this.#addresses = addresses;
    this.#messages = messages;
    this.clients = this.#views
      .clientsOf()
      .map(([address, workload]) => ({ node: addresses.indexOf(address), workload }))
      .filter(({ node }) => node >= 0);
  }

  client(client: number, local: Local): ClientView {
    const known = this.#clientViews[local.results];
    if (known !== undefined) return known;
    const { node, workload } = this.clients[client] as (typeof this.clients)[number];
    const address = this.#addresses[node] as Address;
    const view = this.#views.client(address, workload, local.state.results);
    this.#clientViews[local.results] = view;
    return view;
  }

  message(id: number): MessageView {
    const known = this.#messageViews[id];
    if (known !== undefined) return known;
    const { from, to, message } = this.#messages.envelopes[id] as Envelope;
    const view = { from, to, message: this.#views.value(message) as object };
    this.#messageViews[id] = view;
    return view;
  }

  node(local: Local): object {
    return this.#views.value(local.state.node) as object;
  }
}
