import { clone, print } from '../canon/index.js';
import type { LiveEffects } from '../box/index.js';
import { belongsTo, levelRank, type Address, type Message } from '../lab/index.js';
import type { MessageView } from '../predicate/index.js';
import type { ArmedTimer, Flight } from '../schedule/index.js';
import { composeObservers } from '../simulator/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { RunContext } from './run-context.js';
import { TESTER } from './subjects.js';
import { fail } from './test-failure.js';

/** After so many messages among its own parts, a node counts as giving no answer. */
const HOPS_MAX = 1000;

/**
 * One node without a system: a test delivers messages, fires timers, and inspects what the node
 * sends to others. What its parts send each other arrives at once, in order. Time stands still; the
 * log's times count the steps.
 *
 * @example
 * ```ts
 * node.deliver(new Request(1, new Add(1)), client(1));
 * node.fire('RetryTimer');
 * node.sent.length;
 * ```
 */
export class HandDrivenNode {
  readonly address: Address;
  readonly #sent: Flight[] = [];
  readonly #timers: ArmedTimer[] = [];
  readonly #context: RunContext;
  readonly #observer: ReturnType<typeof composeObservers>;
  #sets = 0;
  /** How many messages of `sent` were checked for those to the node's own parts. */
  #settled = 0;

  /** @internal */
  constructor(context: RunContext, blueprint: NodeBlueprint) {
    this.#context = context;
    this.address = blueprint.address;
    const observer = composeObservers(context.observers);
    this.#observer = observer;
    context.host.logSink = {
      threshold: observer === undefined ? levelRank('OFF') : context.options.logThreshold,
      write: (level, text) => observer?.onLog?.(this.address, level, text, context.steps),
    };
    observer?.onAdd?.(blueprint, context.steps);
    this.#finish(context.host.add(blueprint));
    this.#settle();
  }

  /** Everything it has sent so far, the oldest first. */
  get sent(): readonly MessageView[] {
    return this.#sent;
  }

  /** Its timers that have not fired, in the order they were set. */
  get timers(): readonly object[] {
    return this.#timers.map(({ timer }) => timer);
  }

  /** Delivers a message as if it came from this address. */
  deliver(message: Message, from: Address): void {
    const atMs = ++this.#context.steps;
    const flight: Flight = {
      id: -atMs,
      copy: 0,
      from,
      to: this.address,
      message: clone(message, this.#context.host.classes),
      sentMs: atMs,
      atMs,
    };
    this.#observer?.onSend?.(flight, atMs);
    this.#arrive(flight);
    this.#settle();
  }

  /** Fires the first of its pending timers that is of this class; fails if there is none. */
  fire(timerName: string): void {
    const { host } = this.#context;
    const index = this.#timers.findIndex(({ timer }) => host.classes.nameOf(timer) === timerName);
    if (index < 0) {
      const pending = this.timers.map((timer) => print(timer, host.classes)).join(', ');
      fail('liveness', `${this.address} has no ${timerName} set`, {
        expected: `a pending ${timerName}`,
        seen: pending === '' ? 'no timer at all' : pending,
      });
    }
    const [armed] = this.#timers.splice(index, 1) as [ArmedTimer];
    const atMs = ++this.#context.steps;
    this.#observer?.onFire?.(armed, atMs);
    this.#observer?.onActing?.(armed.owner, atMs);
    this.#finish(host.fire(armed.owner, armed.timer, 'copy'));
    this.#settle();
  }

  /**
   * Delivers a message from the tester and returns the node's answer, which has to come in the same
   * step.
   */
  ask(message: Message): object {
    const before = this.sent.length;
    this.deliver(message, TESTER);
    const answers = this.sent.slice(before).filter(({ to }) => to === TESTER);
    const last = answers.at(-1);
    if (last !== undefined) return last.message;
    const question = print(message, this.#context.host.classes);
    return fail('liveness', `${this.address} did not answer ${question}`);
  }

  #arrive(flight: Flight): void {
    const { steps, host } = this.#context;
    this.#observer?.onDeliver?.(flight, steps);
    this.#observer?.onActing?.(flight.to, steps);
    this.#finish(host.deliver(flight.from, flight.to, flight.message, 'copy'));
  }

  /** Delivers what the node and its parts sent each other, until nothing is left. */
  #settle(): void {
    for (let hop = 0; hop < HOPS_MAX && this.#settled < this.#sent.length; this.#settled++) {
      const flight = this.#sent[this.#settled] as Flight;
      if (!belongsTo(flight.to, this.address)) continue;
      this.#context.steps++;
      this.#arrive(flight);
      hop++;
    }
  }

  #finish({ sends, sets, warnings = [] }: LiveEffects): void {
    const { steps, host } = this.#context;
    for (const each of warnings) this.#observer?.onWarning?.(this.address, each, steps);
    for (const { from, to, message: sent } of sends) {
      const message = host.shown(sent);
      const id = this.#sent.length + 1;
      const flight: Flight = { id, copy: 0, from, to, message, sentMs: steps, atMs: steps };
      this.#sent.push(flight);
      this.#observer?.onSend?.(flight, steps);
    }
    for (const set of sets) {
      const timer = host.shown(set.timer);
      const armed = { ...set, timer, id: ++this.#sets, setMs: steps, atMs: steps + set.minMs };
      this.#timers.push(armed);
      this.#observer?.onSet?.(armed, steps);
    }
    this.#observer?.onStepped?.(this.address, steps);
    host.checkState(this.address);
  }
}
