import type { Address } from '../lab/index.js';
import { rootAddress } from '../lab/index.js';
import type { Envelope, PendingTimer } from '../system/index.js';
import type { ReplayState, ReplayStepper } from './replay-stepper.js';
import type { TraceAction } from './trace.js';

/** A hop takes this long. Virtual milliseconds. */
const LATENCY_MS = 0.5;
/** Events taken, at most: timers may multiply. */
const EVENTS_MAX = 3000;

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly action: TraceAction;
}

/**
 * How a run would go on from a state if from now on nothing went wrong: every message arrives,
 * every timer fires when its longest time is over, nobody crashes. The same state goes on in the
 * same way.
 */
export class FairContinuation {
  state: ReplayState;
  /** What it took, and how many virtual milliseconds after its beginning. */
  readonly taken: { readonly action: TraceAction; readonly afterMs: number }[] = [];
  readonly #stepper: ReplayStepper;
  readonly #queue: Due[] = [];
  #nowMs = 0;
  #order = 0;

  constructor(stepper: ReplayStepper, from: ReplayState) {
    this.#stepper = stepper;
    this.state = from;
    for (const { envelope, count } of from.flights.values()) {
      for (let i = 0; i < count; i++) this.#send(envelope);
    }
    for (const { timers } of from.locals.values()) for (const timer of timers) this.#set(timer);
  }

  /** Events taken so far. */
  get events(): number {
    return this.taken.length;
  }

  /** A message that no node sends: the test's own. */
  inject(envelope: Envelope): void {
    this.state = this.#stepper.step(this.state, { kind: 'inject', envelope }).state;
    this.#send(envelope);
  }

  /** Goes on for so long, or until `isOver` says so; gives whether it did. */
  run(ms: number, isOver: (state: ReplayState, action: TraceAction) => boolean): boolean {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      if (this.#stepper.refusal(this.state, next.action) !== undefined) continue;
      const { state, local } = this.#stepper.step(this.state, next.action);
      this.taken.push({ action: next.action, afterMs: this.#nowMs });
      this.state = state;
      for (const envelope of local?.sends ?? []) this.#send(envelope);
      for (const timer of local?.sets ?? []) this.#set(timer);
      if (isOver(state, next.action)) return true;
    }
    this.#nowMs = untilMs;
    return false;
  }

  #next(untilMs: number): Due | undefined {
    if (this.events >= EVENTS_MAX || this.state.exception !== undefined) return undefined;
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
    return this.state.locals.has(node);
  }
}
