import {
  madeBy,
  Origins,
  placeOf,
  type Action,
  type Effects,
  type Envelope,
  type Origin,
  type PendingTimer,
} from '../../system/index.js';
import type { TraceCommand, TraceEvent } from '../file/index.js';
import type { ClientMark, Crashes, Executed, Executor } from '../replay/index.js';

/** What is kept of every event that was taken. */
interface Done {
  readonly event: TraceEvent;
  readonly effects: Effects;
  readonly mark: ClientMark | undefined;
  /** A delivery or a timer that changed nothing: as good as lost, or not due yet. */
  readonly isIdle: boolean;
}

/**
 * Of a long run the world is kept every this many events, and later more seldom, since each has a
 * map of all messages; those between are taken again.
 */
const KEPT_EVERY = 64;
const LATER = 4096;
const KEPT_EVERY_LATER = 512;
/** Of a run of at most this many events, what was taken again is kept. */
const SHORT = 1024;

/** A run that was taken: it can be taken on from any of its events. */
export class KnownRun {
  readonly executor: Executor;
  /** Every command is handed in by an event. */
  readonly isExplicit: boolean;
  readonly #done: readonly Done[];
  /** Where the first events lead, by how many they are. */
  readonly #kept: Map<number, Executed>;
  #events: readonly TraceEvent[] | undefined;
  #origins: readonly (Origin | undefined)[] | undefined;
  #commands: readonly number[] | undefined;

  constructor(
    executor: Executor,
    done: readonly Done[],
    kept: Map<number, Executed>,
    isExplicit: boolean,
  ) {
    this.executor = executor;
    this.#done = done;
    this.#kept = kept;
    this.isExplicit = isExplicit;
  }

  get events(): readonly TraceEvent[] {
    this.#events ??= this.#done.map(({ event }) => event);
    return this.#events;
  }

  get end(): Executed {
    return this.at(this.#done.length);
  }

  /** Where the first `length` events lead. */
  at(length: number): Executed {
    let from = length;
    while (!this.#kept.has(from)) from--;
    let now = this.#kept.get(from) as Executed;
    for (let i = from; i < length; i++) {
      now = this.executor.step(now, (this.#done[i] as Done).event.action);
      if (this.#done.length <= SHORT) this.#kept.set(i + 1, now);
    }
    return now;
  }

  /** Where each beginning of the run leads, the empty one first. */
  *path(): Generator<Executed, undefined> {
    let now = this.at(0);
    yield now;
    for (const { event } of this.#done) {
      now = this.executor.step(now, event.action);
      yield now;
    }
  }

  /** The last thing that a client did in the first `length` events. */
  markAt(length: number): ClientMark | undefined {
    return this.#done[length - 1]?.mark;
  }

  isIdle(index: number): boolean {
    return this.#done[index]?.isIdle === true;
  }

  /** The same run, to be taken on where crashes have to be fair. */
  under(crashes: Crashes): KnownRun {
    const executor = this.executor.under(crashes);
    return new KnownRun(executor, this.#done, this.#kept, this.isExplicit);
  }

  /** The first `length` events, to go on from. */
  upTo(length: number, executor = this.executor): Taking {
    const kept = [...this.#kept].filter(([at]) => at < length);
    const now = this.at(length);
    const { isExplicit } = this;
    const done = this.#done.slice(0, length);
    return new Taking(executor, done, new Map([...kept, [length, now]]), isExplicit);
  }

  /** Where the message or timer that an event is about came from. */
  originOf(index: number): Origin | undefined {
    this.#origins ??= this.#allOrigins();
    return this.#origins[index];
  }

  /** What an event put into the world. */
  madeBy(index: number): readonly (Envelope | PendingTimer)[] {
    const { event, effects } = this.#done[index] as Done;
    return madeBy(event.action, effects);
  }

  /** The command that an event hands in, of a run in which events hand in every one. */
  commandOf(index: number): TraceCommand | undefined {
    const action = this.#done[index]?.event.action;
    if (action?.kind !== 'command') return undefined;
    this.#commands ??= numbersOfCommands(this.events);
    return this.executor.plan.workloads.get(action.client)?.[this.#commands[index] as number];
  }

  #allOrigins(): readonly (Origin | undefined)[] {
    const origins = new Origins(this.executor.stepper.empty().network);
    return this.#done.map(({ event, effects }) => origins.take(event.action, effects));
  }
}

/** A run while it is taken, event by event. */
export class Taking {
  readonly executor: Executor;
  now: Executed;
  readonly #done: Done[];
  readonly #kept: Map<number, Executed>;
  readonly #isExplicit: boolean;

  constructor(executor: Executor, done: Done[], kept: Map<number, Executed>, isExplicit: boolean) {
    this.executor = executor;
    this.now = kept.get(done.length) as Executed;
    this.#done = done;
    this.#kept = kept;
    this.#isExplicit = isExplicit;
  }

  static from(executor: Executor, isExplicit: boolean): Taking {
    return new Taking(executor, [], new Map([[0, executor.initial()]]), isExplicit);
  }

  /** Takes an event that is not refused; gives what it put into the world. */
  take(event: TraceEvent): readonly (Envelope | PendingTimer)[] {
    const before = this.now;
    const after = this.executor.step(before, event.action);
    const { effects, mark } = after;
    this.now = after;
    this.#done.push({ event, effects, mark, isIdle: isIdle(event.action, before, after) });
    const { length } = this.#done;
    const every = length < LATER ? KEPT_EVERY : KEPT_EVERY_LATER;
    if (length % every === 0) this.#kept.set(length, after);
    return madeBy(event.action, effects);
  }

  /** Takes all events that are not refused. */
  takeAll(events: readonly TraceEvent[]): void {
    for (const { action, atMs } of events) {
      if (this.executor.refusal(this.now, action) === undefined) this.take({ action, atMs });
    }
  }

  known(): KnownRun {
    this.#kept.set(this.#done.length, this.now);
    return new KnownRun(this.executor, this.#done, this.#kept, this.#isExplicit);
  }
}

function isIdle(action: Action, before: Executed, after: Executed): boolean {
  if (action.kind !== 'deliver' && action.kind !== 'fire') return false;
  if (after.actor === undefined) return false;
  const { sends, sets, results } = after.effects;
  if (sends.length + sets.length + results.length > 0) return false;
  const node = placeOf(action);
  return before.world.locals.get(node)?.node === after.world.locals.get(node)?.node;
}

/** Of each event that hands in a command, which of its client's commands that is. */
function numbersOfCommands(events: readonly TraceEvent[]): number[] {
  const counts = new Map<string, number>();
  return events.map(({ action }) => {
    if (action.kind !== 'command') return -1;
    const number = counts.get(action.client) ?? 0;
    counts.set(action.client, number + 1);
    return number;
  });
}
