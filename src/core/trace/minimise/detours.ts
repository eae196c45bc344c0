import type { Address } from '../../lab/index.js';
import {
  envelopeKey,
  timerKey,
  type Action,
  type Effects,
  type Envelope,
  type LocalState,
  type Network,
  type World,
} from '../../system/index.js';
import type { KnownRun } from './known-run.js';

/**
 * The events of a run between a state and its last return to that state: without them the run goes
 * the same way. A run that only waits is full of them, since pings and answers lead nowhere.
 *
 * Two states count as the same if the nodes are, and the messages that this run still delivers.
 */
export function detours(run: KnownRun): number[] {
  const lastAt = new Map<string, number>();
  const keys = stateKeys(run);
  for (const [at, key] of keys.entries()) lastAt.set(key, at);
  const between: number[] = [];
  for (let at = 0; at < keys.length; at++) {
    const last = lastAt.get(keys[at] as string) as number;
    for (; at < last; at++) between.push(at);
  }
  return between;
}

/** For each length of the run, a text that is equal for equal states. */
function stateKeys(run: KnownRun): string[] {
  const inTransit = new InTransit(run);
  const nodes = new NodeNumbers();
  const keys: string[] = [];
  for (const { world, effects } of run.path()) {
    const event = run.events[keys.length - 1];
    if (event !== undefined) inTransit.take(event.action, effects, world);
    keys.push(`${nodes.textOf(world)}|${inTransit.text}`);
  }
  return keys;
}

/** Numbers what nodes hold, which most steps change for one node only. */
class NodeNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<string, number>();
  readonly #known = new WeakMap<LocalState, number>();

  textOf({ locals, handed }: World): string {
    const parts: (Address | number)[] = [];
    for (const [address, local] of locals) parts.push(address, this.#numberOf(local));
    for (const [client, count] of handed) parts.push(client, count);
    return parts.join();
  }

  #numberOf(local: LocalState): number {
    let number = this.#known.get(local);
    if (number === undefined) {
      const { node, timers, results } = local;
      const parts = timers.map((timer) => numberOf(timerKey(timer), this.#texts));
      const text = [results.length, numberOf(node, this.#texts), ...parts].join();
      number = numberOf(text, this.#numbers);
      this.#known.set(local, number);
    }
    return number;
  }
}

/**
 * The messages in flight that are still delivered or duplicated: the sum of a number for each, so
 * that a step changes it by what it sends and takes. If two sums are equal by chance, leaving out
 * fails, no more.
 */
class InTransit {
  /** By message: its number, and the last event that is about it. */
  readonly #numbers = new Map<string, number>();
  readonly #lastUses: number[] = [];
  readonly #counts: number[] = [];
  #aside = '';
  #length = 0;
  #low = 0;
  #high = 0;

  constructor({ events }: KnownRun) {
    for (const [index, { action }] of events.entries()) {
      const envelope = carried(action);
      if (envelope === undefined) continue;
      this.#lastUses[numberOf(envelopeKey(envelope), this.#numbers)] = index;
    }
  }

  get text(): string {
    return `${this.#low},${this.#high}${this.#aside}`;
  }

  /** Takes the next event, which led to this world. */
  take(action: Action, { sends }: Effects, { network, aside }: World): void {
    const index = this.#length++;
    switch (action.kind) {
      case 'deliver':
      case 'lose':
        this.#add(action.envelope, -1);
        break;
      case 'duplicate':
      case 'inject':
        this.#add(action.envelope, 1);
        break;
      case 'crash':
      case 'set-aside':
      case 'restore':
        this.#addAll(network);
        this.#aside = aside.size === 0 ? '' : `|${[...aside.keys()].join()}`;
        return;
      default:
        break;
    }
    for (const envelope of sends) this.#add(envelope, 1);
    const used = carried(action);
    if (used !== undefined) this.#drop(used, index);
  }

  #addAll(network: Network): void {
    this.#counts.fill(0);
    [this.#low, this.#high] = [0, 0];
    for (const envelope of network.values()) this.#add(envelope, network.count(envelope));
  }

  /** Forgets a message that no later event is about. */
  #drop(envelope: Envelope, index: number): void {
    const number = this.#numbers.get(envelopeKey(envelope));
    if (number === undefined || this.#lastUses[number] !== index) return;
    this.#change(number, -(this.#counts[number] ?? 0));
  }

  #add(envelope: Envelope, count: number): void {
    const number = this.#numbers.get(envelopeKey(envelope));
    if (number === undefined || (this.#lastUses[number] as number) < this.#length) return;
    this.#change(number, Math.max(count, -(this.#counts[number] ?? 0)));
  }

  #change(number: number, count: number): void {
    this.#counts[number] = (this.#counts[number] ?? 0) + count;
    this.#low = (this.#low + Math.imul(scattered(number, LOW), count)) | 0;
    this.#high = (this.#high + Math.imul(scattered(number, HIGH), count)) | 0;
  }
}

function carried(action: Action): Envelope | undefined {
  return action.kind === 'deliver' || action.kind === 'duplicate' ? action.envelope : undefined;
}

function numberOf(text: string, numbers: Map<string, number>): number {
  let number = numbers.get(text);
  if (number === undefined) numbers.set(text, (number = numbers.size));
  return number;
}

const LOW = 0x9e3779b9;
const HIGH = 0x243f6a88;

/** 32 bits that look like chance. */
function scattered(number: number, salt: number): number {
  const mixed = Math.imul(number + salt, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
}
