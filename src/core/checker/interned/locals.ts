import type { Address } from '../../lab/index.js';
import type { LabFaultData } from '../../support/index.js';
import {
  localKey,
  mayFire,
  timerKey,
  type Trigger,
  type Links,
  type LocalCall,
  type LocalState,
  type LocalStep,
  type LocalStepper,
  type PendingTimer,
  type Results,
} from '../../system/index.js';
import type { MessageSets } from './message-sets.js';
import type { Messages } from './messages.js';

/** The outcome of an event that changes nothing. */
export const NOTHING = 1;

/** What an event does, in numbers. Equal ones have one number. */
export interface Outcome {
  /** The node state afterwards. */
  readonly next: number;
  /** What it sends to its own node. */
  readonly own: number;
  /** What it sends to others: pairs of node and message set. */
  readonly sends: readonly number[];
  /** Every message it sends, in the order of sending. */
  readonly messages: readonly number[];
  readonly resultsChange: boolean;
  readonly fault: LabFaultData | undefined;
  /** A place whose lost order was read: if this outcome counts, the search has to restart. */
  readonly orderRead: string | undefined;
}

/** A node state, with its timers and results and what is known of its events. */
export interface Local {
  /** The node it belongs to, by index. */
  readonly node: number;
  readonly state: LocalState;
  /** The number of its results. */
  readonly results: number;
  /** The timers that may fire, in queue order, equal ones once. */
  readonly timers: readonly PendingTimer[];
  /** For each timer that may fire, counting equal ones separately, its number in `timers`. */
  readonly mayFire: readonly number[];
  /** The outcome of each timer's firing; 0 while unknown. */
  readonly firings: number[];
  /** The outcome of each message's delivery, by the message's ordinal; 0 while unknown. */
  deliveries: Int32Array;
}

/** An event of a node state, whose outcome is asked for. */
export interface Question {
  readonly local: number;
  /** A message's number, or `-1 - t` for the node state's timer number `t`. */
  readonly event: number;
}

/** Numbers node states, from 1, and remembers what each event does to them. */
export class Locals {
  readonly #addresses: readonly Address[];
  readonly #links: Links;
  readonly #messages: Messages;
  readonly #sets: MessageSets;
  readonly #stepper: LocalStepper;
  readonly #locals: (Local | undefined)[] = [undefined];
  readonly #ids = new Map<string, number>();
  readonly #results = new Map<string, number>();
  readonly #outcomes: (Outcome | undefined)[] = [undefined, undefined];
  readonly #outcomeIds = new Map<string, number>();
  /** Handler calls so far. */
  calls = 0;
  /** The places whose lost orders any call has read so far. */
  readonly ordersRead = new Set<string>();

  constructor(
    addresses: readonly Address[],
    links: Links,
    messages: Messages,
    sets: MessageSets,
    stepper: LocalStepper,
  ) {
    this.#addresses = addresses;
    this.#links = links;
    this.#messages = messages;
    this.#sets = sets;
    this.#stepper = stepper;
  }

  get count(): number {
    return this.#locals.length - 1;
  }

  /** The number of the last outcome. */
  get outcomes(): number {
    return this.#outcomes.length - 1;
  }

  get(id: number): Local {
    return this.#locals[id] as Local;
  }

  outcome(id: number): Outcome {
    return this.#outcomes[id] as Outcome;
  }

  intern(node: number, state: LocalState): number {
    const key = `${node}:${localKey(state)}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const may = this.#links.mayFire(this.#addresses[node] as Address) ? mayFire(state.timers) : [];
    const byKey = new Map(may.map((timer) => [timerKey(timer), timer]));
    const numbers = new Map([...byKey.keys()].map((timer, number) => [timer, number]));
    const timers = [...byKey.values()];
    const id = this.#locals.length;
    this.#locals.push({
      node,
      state,
      results: this.#resultsId(node, state.results),
      timers,
      mayFire: may.map((timer) => numbers.get(timerKey(timer)) as number),
      firings: timers.map(() => 0),
      deliveries: new Int32Array(16),
    });
    this.#ids.set(key, id);
    return id;
  }

  /** The outcome of a message's delivery, or 0 while it is unknown. */
  delivery(local: Local, message: number): number {
    return local.deliveries[this.#messages.ordinal[message] as number] ?? 0;
  }

  /** Finds out what these events do, with one request to the handlers. */
  resolve(asked: readonly Question[]): void {
    if (asked.length === 0) return;
    const byKey = new Map(asked.map((each) => [each.local * 2 ** 26 + each.event, each]));
    const questions = [...byKey.values()];
    this.calls += questions.length;
    const calls = questions.map((question) => this.call(question));
    const steps = this.#stepper.stepAll(calls);
    questions.forEach(({ local: id, event }, i) => {
      const outcome = this.#internOutcome(id, steps[i] as LocalStep);
      const local = this.get(id);
      if (event < 0) {
        local.firings[-1 - event] = outcome;
        return;
      }
      const ordinal = this.#messages.ordinal[event] as number;
      if (ordinal >= local.deliveries.length) {
        const larger = new Int32Array(ordinal * 2);
        larger.set(local.deliveries);
        local.deliveries = larger;
      }
      local.deliveries[ordinal] = outcome;
    });
  }

  call({ local: id, event }: Question): LocalCall {
    const local = this.get(id);
    const cause: Trigger =
      event < 0
        ? { kind: 'fire', timer: local.timers[-1 - event] as PendingTimer }
        : { kind: 'deliver', envelope: this.#messages.envelopes[event] as never };
    return { address: this.#addresses[local.node] as Address, before: local.state, cause };
  }

  #resultsId(node: number, results: Results): number {
    const key = `${node}|${[...results].map((result) => `${result.length}:${result}`).join('')}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    this.#results.set(key, this.#results.size);
    return this.#results.size - 1;
  }

  #internOutcome(before: number, step: LocalStep): number {
    const local = this.get(before);
    const { orderRead } = step;
    if (orderRead !== undefined) this.ordersRead.add(orderRead);
    const next = step.fault === undefined ? this.intern(local.node, step.local) : before;
    const isVoid = step.fault !== undefined || orderRead !== undefined;
    if (!isVoid && next === before && step.sends.length === 0) return NOTHING;
    const messages = [...new Set(step.sends.map((envelope) => this.#messages.intern(envelope)))];
    const resultsChange = this.get(next).results !== local.results;
    const fault = step.fault === undefined ? '' : `${before}!${step.fault.message}`;
    const key = `${next}|${resultsChange}|${messages.join()}|${fault}|${orderRead ?? ''}`;
    const known = this.#outcomeIds.get(key);
    if (known !== undefined) return known;
    const byHome = new Map<number, number[]>();
    for (const message of messages) {
      const home = this.#messages.home[message] as number;
      byHome.set(home, [...(byHome.get(home) ?? []), message]);
    }
    const sends: number[] = [];
    for (const [home, sent] of [...byHome].sort(([a], [b]) => a - b)) {
      if (home !== local.node) sends.push(home, this.#sets.of(sent));
    }
    const own = this.#sets.of(byHome.get(local.node) ?? []);
    const id = this.#outcomes.length;
    this.#outcomes.push({
      next,
      own,
      sends,
      messages,
      resultsChange,
      fault: step.fault,
      orderRead,
    });
    this.#outcomeIds.set(key, id);
    return id;
  }
}
