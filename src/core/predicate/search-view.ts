import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import type { Results, SystemPlan, World } from '../system/index.js';
import type { Workload } from '../workload/index.js';
import type { ClientView, MessageView, SystemView } from './system-view.js';

/** The maximum number of decoded values to keep; others are decoded again. */
const CACHE_MAX = 100_000;

/**
 * Shows the states of one search to predicates. Each text is decoded once: predicates are pure, so
 * they can safely share values.
 */
export class SearchViews {
  readonly #classes: ClassTable;
  readonly #clients: readonly (readonly [Address, Workload])[];
  readonly #decoded = new Map<Canonical, unknown>();
  /** The clients as last shown: most events give none of them a result. */
  readonly #shown = new Map<Address, ShownClient>();

  constructor(plan: SystemPlan, classes: ClassTable) {
    this.#classes = classes;
    this.#clients = [...plan.workloads].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  of(state: World): SystemView {
    return {
      clients: this.#clients.flatMap(([address, workload]) => {
        const local = state.locals.get(address);
        return local === undefined ? [] : [this.#shownClient(address, workload, local.results)];
      }),
      messages: () => this.#messages(state),
      node: (address) => {
        const local = state.locals.get(address);
        return local === undefined ? undefined : (this.value(local.node) as object);
      },
    };
  }

  /** What a predicate sees of a client with these results. */
  client(address: Address, workload: Workload, results: Results): ClientView {
    const done = results.length >= workload.size;
    const commands: Command[] = [];
    const expected: (Result | undefined)[] = [];
    for (let index = 0; index < results.length + (done ? 0 : 1); index++) {
      commands.push(workload.commandAt(index, address));
      expected.push(workload.expectedAt(index, address));
    }
    const decoded = results.slice(0).map((result) => this.value(result) as Result);
    return { address, results: decoded, commands, expected, done };
  }

  #shownClient(address: Address, workload: Workload, results: Results): ClientView {
    const last = this.#shown.get(address);
    if (last?.results === results) return last.view;
    const view = this.client(address, workload, results);
    this.#shown.set(address, { results, view });
    return view;
  }

  /** The clients of the plan, in the order of their addresses. */
  clientsOf(): readonly (readonly [Address, Workload])[] {
    return this.#clients;
  }

  /** The value a text stands for; do not change it. */
  value(text: Canonical): unknown {
    const known = this.#decoded.get(text);
    if (known !== undefined) return known;
    const value = decode(text, this.#classes);
    if (this.#decoded.size >= CACHE_MAX) this.#decoded.clear();
    this.#decoded.set(text, value);
    return value;
  }

  *#messages(state: World): Generator<MessageView> {
    for (const { from, to, message } of state.network.values()) {
      yield { from, to, message: this.value(message) as object };
    }
  }
}

interface ShownClient {
  readonly results: Results;
  readonly view: ClientView;
}

/** One state as predicates see it; {@link SearchViews} is for many. */
export function systemView(state: World, plan: SystemPlan, classes: ClassTable): SystemView {
  return new SearchViews(plan, classes).of(state);
}
