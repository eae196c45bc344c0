import type { Address } from '../../../index.js';
import { ViewReply } from '../given/lab2.js';
import {
  type ActingStep,
  acts,
  type Finding,
  type Monitor,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding } from './advice.js';
import { shortened, textOf } from './contents.js';

type Delivery = Extract<StoryStep, { kind: 'deliver' }>;
/** A field that a step changed. */
interface Change {
  readonly name: string;
  readonly how: string;
}
/** The fields of a state, as text. */
type Fields = ReadonlyMap<string, string>;

/**
 * Messages that one server gets from another twice, word for word, and that change its state both
 * times. A correct server has done at the first what there is to do.
 */
export class RepeatMonitor implements Monitor {
  readonly #clients = new Set<Address>();
  /** By node and kind of its part: what it held last. */
  readonly #held = new Map<string, Fields>();
  /**
   * Fields that timers change, by node: what counts the time without an answer is rightly set back
   * by each.
   */
  readonly #timed = new Set<string>();
  /** What has changed its receiver's state before. */
  readonly #done = new Set<string>();
  readonly #nameOf: (value: object) => string;

  constructor(nameOf: (value: object) => string) {
    this.#nameOf = nameOf;
  }

  see(step: StoryStep): readonly Finding[] {
    if (step.kind === 'add' && step.role === 'client') this.#clients.add(step.node);
    if (!acts(step)) return [];
    const changes = this.#changesOf(step);
    if (step.kind === 'fire')
      for (const { name } of changes) this.#timed.add(`${step.node} ${name}`);
    if (step.kind !== 'deliver' || changes.length === 0) return [];
    if (!this.#isBetweenServers(step.message)) return [];
    const { from, to, message } = step.message;
    const content = `${to} ${from} ${this.#nameOf(message)} ${textOf(message)}`;
    if (this.#done.has(content)) return [this.#told(step, changes)];
    this.#done.add(content);
    return [];
  }

  /** Which fields this step changed, without those that timers change. */
  #changesOf({ node, effects }: ActingStep): Change[] {
    if (effects.state === undefined) return [];
    const fields = new Map(
      Object.entries(effects.state).map(([name, value]) => [name, textOf(value) ?? 'undefined']),
    );
    const key = `${node} ${[...fields.keys()].join(' ')}`;
    const before = this.#held.get(key);
    this.#held.set(key, fields);
    return [...fields].flatMap(([name, now]) => {
      const old = before?.get(name) ?? now;
      const isChanged = old !== now && !this.#timed.has(`${node} ${name}`);
      return isChanged ? [{ name, how: `${shortened(old)} → ${shortened(now)}` }] : [];
    });
  }

  #isBetweenServers({ from, to, message }: StoryMessage): boolean {
    const isServer = (node: Address): boolean => node !== VIEW_SERVER && !this.#clients.has(node);
    return from !== to && isServer(from) && isServer(to) && !(message instanceof ViewReply);
  }

  #told({ node, at, message }: Delivery, changes: readonly Change[]): Finding {
    const name = `${this.#nameOf(message.message)} of ${message.from}`;
    const what = `${node} got the same ${name} twice, and it changed something both times`;
    const now = changes.map(({ name: field, how }) => `${field}: ${how}`);
    return finding('handler-not-idempotent', at, `${what}, now ${now.join(', ')}`);
  }
}
