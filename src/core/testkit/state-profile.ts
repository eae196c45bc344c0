import {
  decode,
  diff,
  encode,
  formatChange,
  type Canonical,
  type Change,
  type ClassTable,
} from '../canon/index.js';
import { handlerName } from '../judge/index.js';
import type { Address } from '../lab/index.js';
import {
  envelopeKey,
  type Envelope,
  type HandlerCall,
  type HandlerOutcome,
  type Handlers,
  type NodeBlueprint,
} from '../system/index.js';
import type { Growth } from './held-back.js';
import { orderBlind } from './order-blind.js';
import { partsWithin, type Part } from './parts-within.js';
import { Warnings } from './warnings.js';

/** How many different values of one field of a node were seen. */
export interface FieldProfile {
  readonly node: Address;
  readonly field: string;
  readonly values: number;
  /** How many values there would be if the order of Maps and Sets did not count. */
  readonly valuesOrderBlind: number;
  /** It grows: a number in it, or the size of a collection, had many values. */
  readonly grows?: boolean | undefined;
}

/** How many different messages of one class a node sent. */
export interface MessageProfile {
  readonly from: Address;
  readonly message: string;
  readonly count: number;
}

/** A handler that does something new when the same message arrives a second time. */
export interface NotIdempotent {
  /** `Server.handleForward` */
  readonly handler: string;
  readonly node: Address;
  /** What the second delivery did: `server2.count: 1 → 2`. */
  readonly again: string;
  /** All it did was increase a number. */
  readonly counts: boolean;
  /** The field of the node that it changed first. */
  readonly field?: string | undefined;
  /** All it did was set a timer. */
  readonly setsTimer?: boolean | undefined;
}

/** A handler of a timer that, when one fires, sets several equal to it. */
export interface MultipliedTimer {
  /** `Client.onRetryTimer` */
  readonly handler: string;
  readonly node: Address;
  readonly sets: number;
}

/** What multiplies the states of a search. Hints, never a verdict. */
export interface StateProfile {
  /** The number of different states seen of each node. */
  readonly nodes: readonly { readonly node: Address; readonly states: number }[];
  /** The most values first. */
  readonly fields: readonly FieldProfile[];
  readonly messages: readonly MessageProfile[];
  readonly notIdempotent: readonly NotIdempotent[];
  /** Omitted if there are none. */
  readonly multiplied?: readonly MultipliedTimer[] | undefined;
}

/** The maximum number of states of one node, and of calls, to look at. */
const STATES_MAX = 2000;
const CALLS_MAX = 1000;
const SENT_MAX = 20_000;
/** The maximum number of entries of each kind in a report. */
const KEPT_MAX = 5;
/** Fields and messages with fewer values are not reported. */
const VALUES_MIN = 3;
/** A number with this many values is a counter. */
const MANY = 12;
/** How many values of a growing field a search leaves when it holds the growth back. */
const LEFT_VALUES = 4;

/** Handlers that keep the calls passing through, as far as a profile needs them. */
export class ProfiledHandlers implements Handlers {
  readonly #inner: Handlers;
  readonly #classes: ClassTable;
  readonly #states = new Map<Address, Set<HandlerOutcome['node']>>();
  readonly #messages = new Map<Address, Set<HandlerOutcome['node']>>();
  readonly #sent = new Map<string, Envelope>();
  /** The warnings of all calls, including those before {@link forget}. */
  readonly warnings = new Warnings();
  #results = 0;
  readonly #multiplied = new Map<string, MultipliedTimer>();
  readonly #deliveries: { readonly call: HandlerCall; readonly outcome: HandlerOutcome }[] = [];
  /** By node and handler: a timer that fired, and what the node was then. */
  readonly #fires = new Map<string, { readonly call: HandlerCall; readonly node: Canonical }>();

  constructor(inner: Handlers, classes: ClassTable) {
    this.#inner = inner;
    this.#classes = classes;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const outcomes = this.#inner.run(calls);
    for (const { warnings = [] } of outcomes) for (const each of warnings) this.warnings.note(each);
    for (const [i, call] of calls.entries()) this.#keep(call, outcomes[i] as HandlerOutcome);
    return outcomes;
  }

  /** Starts afresh: the next profile covers only calls from now on. */
  forget(): void {
    this.#states.clear();
    this.#messages.clear();
    this.#sent.clear();
    this.#deliveries.length = 0;
    this.#fires.clear();
    this.#multiplied.clear();
    this.#results = 0;
  }

  /** How often a client had a result. */
  get results(): number {
    return this.#results;
  }

  profile(): StateProfile {
    const nodes = [...this.#states].map(([node, states]) => ({ node, states: states.size }));
    return {
      nodes: nodes.sort((a, b) => b.states - a.states || compare(a.node, b.node)),
      fields: this.#fields(),
      messages: this.#messageCounts(),
      notIdempotent: this.#notIdempotent(),
      ...(this.#multiplied.size > 0 && { multiplied: [...this.#multiplied.values()] }),
    };
  }

  /** Every distinct message sent, as far as they were counted. */
  everSent(): Envelope[] {
    return [...this.#sent.values()];
  }

  #keep(call: HandlerCall, outcome: HandlerOutcome): void {
    const { address, cause } = call;
    if (outcome.result !== undefined) this.#results++;
    addTo(this.#states, address, outcome.node);
    for (const envelope of outcome.sends) {
      addTo(this.#messages, envelope.from, envelope.message);
      if (this.#sent.size < SENT_MAX) this.#sent.set(envelopeKey(envelope), envelope);
    }
    if (cause.kind === 'fire') this.#keepTimers(call, cause.timer.timer, outcome);
    if (cause.kind !== 'deliver' || outcome.fault !== undefined) return;
    const isIdle = outcome.node === call.node && outcome.sets.length === 0;
    if (this.#deliveries.length < CALLS_MAX && !isIdle) {
      this.#deliveries.push({ call, outcome });
    }
  }

  #keepTimers(call: HandlerCall, fired: Canonical, outcome: HandlerOutcome): void {
    const handler = handlerName(call, this.#classes);
    if (outcome.fault === undefined && outcome.node !== call.node) {
      this.#fires.set(`${call.address} ${handler}`, { call, node: outcome.node });
    }
    const count = outcome.sets.filter(({ timer }) => timer === fired).length;
    if (count < 2) return;
    if (this.#multiplied.has(handler)) return;
    this.#multiplied.set(handler, { handler, node: call.address, sets: count });
  }

  #fields(): FieldProfile[] {
    const profiles: FieldProfile[] = [];
    const counters = this.#countedByTimers();
    for (const [node, states] of this.#states) {
      const values = new Map<string, Set<string>>();
      const blind = new Map<string, Set<string>>();
      for (const state of states) {
        for (const [field, value] of this.#fieldsOf(state)) {
          addTo(values, field, encode(value, this.#classes, 'state'));
          addTo(blind, field, encode(orderBlind(value, this.#classes), this.#classes, 'state'));
        }
      }
      const numbers = this.#numbers(states);
      for (const [field, seen] of values) {
        if (seen.size < VALUES_MIN) continue;
        const valuesOrderBlind = blind.get(field)?.size ?? seen.size;
        const least = counters.has(`${node}.${field}`) ? LEFT_VALUES + 1 : MANY;
        const grows = [...(numbers.get(field)?.values() ?? [])].some(({ size }) => size >= least);
        profiles.push({
          node,
          field,
          values: seen.size,
          valuesOrderBlind,
          ...(grows && { grows }),
        });
      }
    }
    return profiles.sort((a, b) => b.values - a.values || compare(a.field, b.field));
  }

  #fieldsOf(state: HandlerOutcome['node']): [field: string, value: unknown][] {
    return Object.entries(decode(state, this.#classes) as object);
  }

  /** The numbers seen in the fields of a node's states, by field and place. */
  #numbers(states: ReadonlySet<HandlerOutcome['node']>): Map<string, Map<string, Set<number>>> {
    const numbers = new Map<string, Map<string, Set<number>>>();
    for (const state of states) {
      for (const [field, value] of this.#fieldsOf(state)) {
        const places = numbers.get(field) ?? new Map<string, Set<number>>();
        numbers.set(field, places);
        for (const [place, number] of numbersIn(value)) addTo(places, place, Number(number));
      }
    }
    return numbers;
  }

  /**
   * Fields in which a number is greater each time the same timer fires, as often as it is tried:
   * `server1.pings`. A search that is wide is not deep enough to see many of its values.
   */
  #countedByTimers(): Set<string> {
    const counters = new Set<string>();
    for (const { call, node } of this.#fires.values()) {
      let counting: ReadonlyMap<string, number> | undefined;
      let last = node;
      for (let times = 0; times < MANY && counting?.size !== 0; times++) {
        const [outcome] = this.#inner.run([{ ...call, node: last }]);
        if (outcome === undefined || outcome.fault !== undefined) break;
        const before = this.#numbersOf(last);
        const after = this.#numbersOf((last = outcome.node));
        const greater = [...after].filter(
          ([place, number]) => number > (before.get(place) ?? number),
        );
        const known = counting;
        counting = new Map(greater.filter(([place]) => known === undefined || known.has(place)));
      }
      for (const place of counting?.keys() ?? []) {
        counters.add(`${call.address}.${place.split(' ', 1)[0] ?? ''}`);
      }
    }
    return counters;
  }

  /** The numbers in a node's state, by field and place. */
  #numbersOf(state: Canonical): Map<string, number> {
    return new Map(
      this.#fieldsOf(state).flatMap(([field, value]) =>
        [...numbersIn(value)].map(([place, number]) => [`${field} ${place}`, Number(number)]),
      ),
    );
  }

  /**
   * What grows, for a search that holds it back; `undefined` if nothing does.
   *
   * @param ofCounter how many values of a counter are left
   */
  growth(
    { notIdempotent, multiplied = [] }: StateProfile,
    ofCounter = LEFT_VALUES,
  ): Growth | undefined {
    const counting = notIdempotent.flatMap(({ counts, field }) => (counts ? [field] : []));
    const counters = this.#countedByTimers();
    const fields = new Map<Address, ReadonlyMap<string, ReadonlyMap<string, number>>>();
    for (const [node, states] of this.#states) {
      const grown = [...this.#numbers(states)].flatMap(([field, places]) => {
        const isCounter = counting.includes(field) || counters.has(`${node}.${field}`);
        const [least, left] = isCounter ? [LEFT_VALUES + 1, ofCounter] : [MANY, LEFT_VALUES];
        const bounds = new Map(
          [...places].flatMap(([place, seen]) => {
            if (seen.size < least) return [];
            return [[place, [...seen].sort((a, b) => a - b)[left - 1] as number]];
          }),
        );
        return bounds.size === 0 ? [] : [[field, bounds] as const];
      });
      if (grown.length > 0) fields.set(node, new Map(grown));
    }
    const setting = notIdempotent.filter(({ setsTimer }) => setsTimer === true);
    const timers = new Set([...multiplied, ...setting].map(({ handler }) => handler));
    return fields.size + timers.size === 0 ? undefined : { fields, timers };
  }

  #messageCounts(): MessageProfile[] {
    const profiles: MessageProfile[] = [];
    for (const [from, messages] of this.#messages) {
      const counts = new Map<string, number>();
      for (const text of messages) {
        const message = this.#classes.nameOf(decode(text, this.#classes) as object) ?? 'object';
        counts.set(message, (counts.get(message) ?? 0) + 1);
      }
      for (const [message, count] of counts) {
        if (count >= VALUES_MIN) profiles.push({ from, message, count });
      }
    }
    return profiles.sort((a, b) => b.count - a.count || compare(a.message, b.message));
  }

  #notIdempotent(): NotIdempotent[] {
    // A handler that only sets a timer does so each time, and a message may arrive again at any
    // time.
    const again = this.#deliveries.map(({ call, outcome: { node, result } }) => {
      // Who has its result waits for none: it is not asked for that a second time.
      return { ...call, node, awaits: call.awaits && result === undefined };
    });
    const second = again.length === 0 ? [] : this.#inner.run(again);
    const found = new Map<string, NotIdempotent>();
    for (const [i, call] of again.entries()) {
      const handler = handlerName(call, this.#classes);
      const first = this.#deliveries[i]?.outcome as HandlerOutcome;
      const did = this.#didAgain(call, first, second[i] as HandlerOutcome);
      if (did === undefined || found.has(handler)) continue;
      found.set(handler, { handler, node: call.address, ...did });
    }
    return [...found.values()].sort((a, b) => compare(a.handler, b.handler));
  }

  /** What a second delivery did that the first had not. */
  #didAgain(
    call: HandlerCall,
    first: HandlerOutcome,
    second: HandlerOutcome,
  ): Omit<NotIdempotent, 'handler' | 'node'> | undefined {
    const did = (again: string) => ({ again, counts: false });
    if (second.fault !== undefined) return did(`it threw: ${second.fault.message}`);
    if (second.node !== call.node) {
      const [before, after] = [call.node, second.node].map((text) => decode(text, this.#classes));
      const [change] = diff(before, after, this.#classes);
      if (change === undefined) return did('it changed what is shared in the state');
      const again = formatChange({ ...change, path: `${call.address}.${change.path}` });
      const [field] = change.path.split(/[.[]/, 1);
      return { again, counts: isGreater(change), field };
    }
    const sent = new Set(first.sends.map(({ to, message }) => `${to} ${message}`));
    const fresh = second.sends.find(({ to, message }) => !sent.has(`${to} ${message}`));
    if (fresh !== undefined) return did(`it sent another message to ${fresh.to}`);
    const [timer] = second.sets;
    if (timer === undefined) return undefined;
    const name = this.#classes.nameOf(decode(timer.timer, this.#classes) as object) ?? 'timer';
    return { ...did(`it set another ${name}`), setsTimer: true };
  }
}

/** What a report keeps of a profile: the worst of each kind, and orders that do not matter. */
export function worstOf(profile: StateProfile): StateProfile {
  const { nodes, fields, messages, notIdempotent, multiplied } = profile;
  const ordered = fields.filter(({ values, valuesOrderBlind }) => valuesOrderBlind < values);
  const kept = new Set([...fields.slice(0, KEPT_MAX), ...ordered.slice(0, KEPT_MAX)]);
  return {
    nodes,
    fields: fields.filter((field) => kept.has(field)),
    messages: messages.slice(0, KEPT_MAX),
    notIdempotent: notIdempotent.slice(0, KEPT_MAX),
    ...(multiplied && { multiplied: multiplied.slice(0, KEPT_MAX) }),
  };
}

/** The numbers in a value, and how long its texts and collections are, by their places. */
function* numbersIn(value: unknown): Generator<[place: string, number: number | bigint]> {
  yield* numbersAt({ place: '', value });
  for (const part of partsWithin(value)) yield* numbersAt(part);
}

function* numbersAt(part: Omit<Part, 'replace'>): Generator<[string, number | bigint]> {
  const { place, value } = part;
  if (typeof value === 'number' || typeof value === 'bigint') yield [place, value];
  if (typeof value === 'string' || Array.isArray(value)) yield [`${place}#`, value.length];
  if (value instanceof Map || value instanceof Set) yield [`${place}#`, value.size];
}

/** Whether a number increased. */
function isGreater({ before, after }: Change): boolean {
  return before !== undefined && after !== undefined && Number(after) > Number(before);
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  let set = map.get(key);
  if (set === undefined) map.set(key, (set = new Set()));
  if (set.size < STATES_MAX) set.add(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
