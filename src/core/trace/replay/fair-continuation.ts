import { type Address, rootAddress } from '../../lab/index.js';
import { EventQueue, type Scheduled } from '../../schedule/index.js';
import type { Action, Envelope, PendingTimer, Step, Stepper, World } from '../../system/index.js';

/** How long a hop takes, in virtual milliseconds. */
const LATENCY_MS = 0.5;
/** The maximum number of events, since timers may multiply. */
const EVENTS_MAX = 3000;

interface Due extends Scheduled {
  readonly action: Action;
}

/**
 * How a run would continue from a state if nothing more went wrong: every message arrives, every
 * timer fires at its maximum time, nobody crashes. The same state always continues in the same way.
 */
export class FairContinuation {
  world: World;
  /** The actions taken, and when, in virtual milliseconds after the beginning. */
  readonly taken: { readonly action: Action; readonly afterMs: number }[] = [];
  readonly #stepper: Stepper;
  readonly #queue = new EventQueue<Due>();
  #nowMs = 0;
  #scheduled = 0;

  constructor(stepper: Stepper, from: World) {
    this.#stepper = stepper;
    this.world = from;
    for (const envelope of from.network.values()) {
      for (let i = from.network.count(envelope); i > 0; i--) this.#send(envelope);
    }
    for (const { timers } of from.locals.values()) for (const timer of timers) this.#set(timer);
  }

  /** Events taken so far. */
  get events(): number {
    return this.taken.length;
  }

  /** Injects a message that no node sends: the test's own. */
  inject(envelope: Envelope): void {
    this.world = this.#stepper.step(this.world, { kind: 'inject', envelope }).world;
    this.#send(envelope);
  }

  /** Continues for at most this long, or until `isOver` holds; returns whether it held. */
  run(ms: number, isOver: (step: Step) => boolean): boolean {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      if (this.#stepper.refusal(this.world, next.action) !== undefined) continue;
      const step = this.#stepper.step(this.world, next.action);
      this.taken.push({ action: next.action, afterMs: this.#nowMs });
      this.world = step.world;
      for (const envelope of step.effects.sends) this.#send(envelope);
      for (const timer of step.effects.sets) this.#set(timer);
      if (isOver(step)) return true;
    }
    this.#nowMs = untilMs;
    return false;
  }

  #next(untilMs: number): Due | undefined {
    if (this.events >= EVENTS_MAX || this.world.exception !== undefined) return undefined;
    const next = this.#queue.peek();
    return next === undefined || next.atMs > untilMs ? undefined : this.#queue.take();
  }

  #send(envelope: Envelope): void {
    // A message to no node here goes to the test itself.
    if (!this.#lives(rootAddress(envelope.to))) return;
    this.#schedule(LATENCY_MS, { kind: 'deliver', envelope });
  }

  #set(timer: PendingTimer): void {
    this.#schedule(timer.maxMs, { kind: 'fire', timer });
  }

  #schedule(afterMs: number, action: Action): void {
    const atMs = this.#nowMs + afterMs;
    this.#queue.add({ atMs, rank: 0, sequence: this.#scheduled++, action });
  }

  #lives(node: Address): boolean {
    return this.world.locals.has(node);
  }
}
