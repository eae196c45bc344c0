import { decode, encode, OrderWatch, type Canonical, type ClassTable } from '../canon/index.js';
import { evaluate, SearchViews } from '../predicate/index.js';
import {
  mayFire,
  Network,
  placeOf,
  Stepper,
  type Event,
  type HandlerCall,
  type HandlerOutcome,
  type Handlers,
  type NodeBlueprint,
  type PendingTimer,
  type World,
} from '../system/index.js';
import { evaluateInvariant } from './judge.js';
import type {
  Approach,
  Explored,
  SearchFinding,
  SearchProblem,
  SearchResult,
  SearchSettings,
} from './search.js';

/** Thrown by a search when a handler reads an order that the search had left out. */
export class OrderRead extends Error {
  readonly places: Iterable<string>;
  constructor(places: Iterable<string>) {
    super('an order was read that the search had left out');
    this.name = 'OrderRead';
    this.places = places;
  }
}

/** The maximum number of restarts; only a lab process that lies needs more. */
const RESTARTS_MAX = 64;

/**
 * Searches with the order of Maps and Sets left out wherever nobody reads it, so that states which
 * differ in nothing else are the same. It begins without any order; when a handler reads one, it
 * starts again and keeps that order. It reports a path through real states, in which every
 * collection has the order that it has in a run.
 */
export function withoutUnreadOrders(
  problem: SearchProblem,
  settings: SearchSettings,
  explore: (orderless: SearchProblem, left: SearchSettings) => Explored,
): SearchResult {
  const startMs = performance.now();
  const left = (): SearchSettings => {
    return { ...settings, timeMaxMs: settings.timeMaxMs - (performance.now() - startMs) };
  };
  let kept: readonly string[] = [];
  for (let restarts = 0; restarts < RESTARTS_MAX; restarts++) {
    const orderless = new OrderlessSearch(problem, settings, kept);
    try {
      const result = orderless.real(explore(orderless.problem, left()));
      if (result !== undefined) return { ...result, ordersRead: kept };
      break;
    } catch (error) {
      if (!(error instanceof OrderRead)) throw error;
      kept = [...new Set([...kept, ...error.places])].sort();
    }
  }
  return { ...explore(problem, left()), ordersRead: undefined };
}

/** A search in which only these places keep the order of their collections. */
class OrderlessSearch {
  /** What is searched instead. */
  readonly problem: SearchProblem;
  readonly #real: SearchProblem;
  readonly #settings: SearchSettings;
  readonly #texts: OrderlessTexts;

  constructor(real: SearchProblem, settings: SearchSettings, kept: readonly string[]) {
    this.#real = real;
    this.#settings = settings;
    this.#texts = new OrderlessTexts(real.classes, kept);
    const handlers = new OrderlessHandlers(real.handlers, kept);
    this.problem = { ...real, handlers, start: this.#texts.world(real.start) };
  }

  /**
   * The result with real states and events; undefined if a predicate has another value on the real
   * state, because then the predicate itself must have read an order.
   */
  real(result: Explored): Explored | undefined {
    const { finding, nearest } = result;
    if (finding === undefined) {
      return {
        ...result,
        nearest: () => {
          const approach = nearest();
          return approach && this.#approach(approach);
        },
      };
    }
    const real = this.#finding(finding, result.end);
    return real && { ...result, finding: real };
  }

  #finding(finding: SearchFinding, end: Explored['end']): SearchFinding | undefined {
    const { predicate } = finding;
    const { events, state } = this.#approach(finding);
    const { exception } = state;
    if (predicate === undefined || exception !== undefined) {
      if (predicate !== undefined || exception === undefined) return undefined;
      return { predicate, detail: exception.fault.message, exception, events, state };
    }
    const view = new SearchViews(this.#real.plan, this.#real.classes).of(state);
    const isGoal = end === 'goal';
    const truth = isGoal ? evaluate(predicate, view) : evaluateInvariant(predicate, view);
    if (truth.holds !== isGoal) return undefined;
    return { predicate, detail: truth.detail, exception, events, state };
  }

  /** The same path, replayed with the real lab. If it cannot be replayed, it stays as it is. */
  #approach(approach: Approach): Approach {
    const { plan, handlers, classes, start } = this.#real;
    const stepper = new Stepper(plan, handlers, classes);
    const events: Event[] = [];
    let state: World = { ...start, links: this.#settings.links };
    for (const event of approach.events) {
      const real = this.#texts.eventIn(state, event);
      if (real === undefined || stepper.refusal(state, real) !== undefined) return approach;
      events.push(real);
      state = stepper.step(state, real).world;
    }
    return { events, state };
  }
}

/** Asks a lab, leaving out all orders that are not kept. */
class OrderlessHandlers implements Handlers {
  readonly #inner: Handlers;
  readonly #kept: readonly string[];

  constructor(inner: Handlers, kept: readonly string[]) {
    this.#inner = inner;
    this.#kept = kept;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const kept = this.#kept;
    return this.#inner.run(
      // Spreading would take ten times as long.
      calls.map(({ address, awaits, node, cause }) => ({ address, awaits, node, cause, kept })),
    );
  }
}

/** Texts without the orders that are not kept. */
class OrderlessTexts {
  readonly #classes: ClassTable;
  readonly #kept: readonly string[];
  readonly #known = new Map<Canonical, Canonical>();

  constructor(classes: ClassTable, kept: readonly string[]) {
    this.#classes = classes;
    this.#kept = kept;
  }

  /** A world, as a search sees it. Clients' results keep their orders: tests look at all. */
  world(world: World): World {
    const locals = new Map(
      [...world.locals].map(([address, local]) => {
        const timers = local.timers.map((timer) => this.#timer(timer));
        return [address, { ...local, node: this.#text(local.node, 'state'), timers }] as const;
      }),
    );
    const envelopes = [...world.network.values()].map((envelope) => {
      return { ...envelope, message: this.#text(envelope.message, 'value') };
    });
    return { ...world, locals, network: Network.of(world.network.kind, envelopes) };
  }

  /** The event of a real world that a search sees as this one; the first, if there are several. */
  eventIn(world: World, event: Event): Event | undefined {
    if (event.kind === 'deliver') {
      const { from, to, message } = event.envelope;
      for (const envelope of world.network.values()) {
        if (envelope.from !== from || envelope.to !== to) continue;
        if (this.#text(envelope.message, 'value') === message) return { kind: 'deliver', envelope };
      }
      return undefined;
    }
    const { owner, timer, minMs, maxMs } = event.timer;
    const real = mayFire(world.locals.get(placeOf(event))?.timers ?? []).find(
      (other) =>
        other.owner === owner &&
        other.minMs === minMs &&
        other.maxMs === maxMs &&
        this.#text(other.timer, 'value') === timer,
    );
    return real && { kind: 'fire', timer: real };
  }

  #timer(timer: PendingTimer): PendingTimer {
    return { ...timer, timer: this.#text(timer.timer, 'value') };
  }

  #text(text: Canonical, sharing: 'state' | 'value'): Canonical {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const value = decode(text, this.#classes);
    const sorted = encode(value, this.#classes, sharing, new OrderWatch(this.#kept));
    this.#known.set(text, sorted);
    return sorted;
  }
}
