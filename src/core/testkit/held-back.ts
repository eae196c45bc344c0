import { decode, encode, type Canonical, type ClassTable } from '../canon/index.js';
import { handlerName } from '../judge/index.js';
import type { Address } from '../lab/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';
import { partsWithin, type Part } from './parts-within.js';

/** What keeps growing in a search, and how much of it a second search allows. */
export interface Growth {
  /** The greatest number or size allowed at each place, by node and field. */
  readonly fields: ReadonlyMap<Address, ReadonlyMap<string, ReadonlyMap<string, number>>>;
  /** Handlers that set ever more timers: a repeated message or timer no longer sets any. */
  readonly timers: ReadonlySet<string>;
}

/** What is held back, in words: `server1.pings`, `Client.onRetryTimer`. */
export function heldNames({ fields, timers }: Growth): string[] {
  const named = [...fields].flatMap(([node, places]) =>
    [...places.keys()].map((field) => `${node}.${field}`),
  );
  return [...named, ...timers];
}

/**
 * A lab whose growth is held back: a counter stops at a number, a collection stops growing, a timer
 * is not set while an equal one is pending. Searching it shows whether the growth is what keeps a
 * search of the real lab from its goal.
 */
export class HeldBackHandlers implements Handlers {
  readonly #inner: Handlers;
  readonly #growth: Growth;
  readonly #classes: ClassTable;
  readonly #held = new Map<Canonical, Canonical>();

  constructor(inner: Handlers, growth: Growth, classes: ClassTable) {
    this.#inner = inner;
    this.#growth = growth;
    this.#classes = classes;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const outcomes = this.#inner.run(calls);
    return calls.map((call, i) => this.#outcome(call, outcomes[i] as HandlerOutcome));
  }

  #outcome(call: HandlerCall, outcome: HandlerOutcome): HandlerOutcome {
    if (outcome.fault !== undefined || outcome.orderRead !== undefined) return outcome;
    const node = this.#node(call.address, outcome.node);
    const sets = this.#sets(call, { ...outcome, node });
    return { ...outcome, node, sets };
  }

  #node(address: Address, text: Canonical): Canonical {
    const places = this.#growth.fields.get(address);
    if (places === undefined) return text;
    let held = this.#held.get(text);
    if (held === undefined) {
      const node = decode(text, this.#classes) as Record<string, unknown>;
      for (const [field, bounds] of places) {
        if (field in node) node[field] = holdBack(node[field], bounds);
      }
      this.#held.set(text, (held = encode(node, this.#classes, 'state')));
    }
    return held;
  }

  #sets(call: HandlerCall, { node, sets }: HandlerOutcome): HandlerOutcome['sets'] {
    const { cause } = call;
    if (sets.length === 0 || this.#growth.timers.size === 0) return sets;
    if (!this.#growth.timers.has(handlerName(call, this.#classes))) return sets;
    if (cause.kind === 'fire') {
      const own = sets.findIndex(({ timer }) => timer === cause.timer.timer);
      return sets.filter(({ timer }, i) => i === own || timer !== cause.timer.timer);
    }
    return node === call.node ? [] : sets;
  }
}

/** Limits the numbers and sizes in a value to what is allowed, in place. */
function holdBack(value: unknown, bounds: ReadonlyMap<string, number>): unknown {
  const root = { value };
  const places: Part[] = [
    { place: '', value, replace: (held) => void (root.value = held) },
    ...partsWithin(value),
  ];
  for (const { place, value: part, replace } of places) {
    const most = bounds.get(place) ?? Infinity;
    const size = bounds.get(`${place}#`) ?? Infinity;
    if (typeof part === 'number' && part > most) replace?.(most);
    else if (typeof part === 'bigint' && part > most) replace?.(BigInt(most));
    else if (typeof part === 'string' && part.length > size) replace?.(part.slice(0, size));
    else if (Array.isArray(part)) part.length = Math.min(part.length, size);
    else if (part instanceof Map || part instanceof Set) {
      for (const key of [...part.keys()].slice(size)) part.delete(key);
    }
  }
  return root.value;
}
