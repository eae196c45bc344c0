import { type Address, rootAddress } from '../../lab/index.js';
import type { Action, Envelope, PendingTimer, Step, Stepper, World } from '../../system/index.js';

/** A hop takes this long. Virtual milliseconds. */
const LATENCY_MS = 0.5;
/** Events taken, at most: timers may multiply. */
const EVENTS_MAX = 3000;

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly action: Action;
}

/**
 * How a run would go on from a state if from now on nothing went wrong: every message arrives,
 * every timer fires when its longest time is over, nobody crashes. The same state goes on in the
 * same way.
 */
export class FairContinuation {
  world: World;
  /** What it took, and how many virtual milliseconds after its beginning. */
  readonly taken: { readonly action: Action; readonly afterMs: number }[] = [];
  readonly #stepper: Stepper;
  readonly #queue: Due[] = [];
  #nowMs = 0;
  #order = 0;

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

  /** A message that no node sends: the test's own. */
  inject(envelope: Envelope): void {
    this.world = this.#stepper.step(this.world, { kind: 'inject', envelope }).world;
    this.#send(envelope);
  }

  /** Goes on for at most that long, or until `isOver` says so; gives whether it did. */
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
    let first = -1;
    for (const [i, due] of this.#queue.entries()) {
      const best = this.#queue[first];
      const isSooner =
        best === undefined ||
        due.atMs < best.atMs ||
        (due.atMs === best.atMs && due.order < best.order);
      if (isSooner) first = i;
    }
    const next = this.#queue[first];
    if (next === undefined || next.atMs > untilMs) return undefined;
    this.#queue.splice(first, 1);
    return next;
  }

  #send(envelope: Envelope): void {
    // What is for nobody here, the test itself takes.
    if (!this.#lives(rootAddress(envelope.to))) return;
    this.#queue.push({
      atMs: this.#nowMs + LATENCY_MS,
      order: this.#order++,
      action: { kind: 'deliver', envelope },
    });
  }

  #set(timer: PendingTimer): void {
    this.#queue.push({
      atMs: this.#nowMs + timer.maxMs,
      order: this.#order++,
      action: { kind: 'fire', timer },
    });
  }

  #lives(node: Address): boolean {
    return this.world.locals.has(node);
  }
}
