import { rootAddress, type Address } from '../../lab/index.js';
import { placeOf, type Action } from '../../system/index.js';
import type { KnownRun, Taking } from './known-run.js';
import { about, inPlaceOf, kindOf } from './same-kind.js';
import type { Executed, ShownFailure } from '../replay/index.js';
import type { TraceCommand, TraceEvent } from '../file/index.js';

/** The actions that are about a message or a timer that something made before. */
const ABOUT: ReadonlySet<Action['kind']> = new Set(['deliver', 'lose', 'duplicate', 'fire']);

/** What is left out of a run. */
export interface LeftOut {
  /** The first event that is. */
  readonly from: number;
  readonly has: (index: number) => boolean;
  /** Each other event is taken as it is, or not at all. */
  readonly isExact?: boolean;
}

/**
 * Takes a run again without some of its events, up to where it fails in the same way; `undefined`
 * when it does not. What comes after what is left out may carry other numbers: an event is then
 * taken on the message or timer that stands in the same place, or on another of the same kind when
 * what made that is left out; and not taken when there is none.
 */
export function retake(
  run: KnownRun,
  leftOut: LeftOut,
  failure: ShownFailure,
): KnownRun | undefined {
  return new Retaking(run, leftOut, failure).run();
}

class Retaking {
  readonly #run: KnownRun;
  readonly #leftOut: LeftOut;
  readonly #failure: ShownFailure;
  readonly #taking: Taking;
  readonly #commands: Map<Address, TraceCommand[]>;
  /** What events made that were taken anew, by their number in the run. */
  readonly #anew = new Map<number, ReturnType<Taking['take']>>();

  constructor(run: KnownRun, leftOut: LeftOut, failure: ShownFailure) {
    const { from } = leftOut;
    this.#run = run;
    this.#leftOut = leftOut;
    this.#failure = failure;
    this.#commands = this.#commandsUpTo(from);
    const executor = run.isExplicit ? run.executor.with(this.#commands) : run.executor;
    this.#taking = run.upTo(from, executor);
  }

  run(): KnownRun | undefined {
    const { budget } = this.#taking.executor.options;
    const { events } = this.#run;
    const { isAtEnd } = this.#failure;
    if (!isAtEnd && this.#isShown()) return this.#taking.known();
    for (let index = this.#leftOut.from; index < events.length; index++) {
      if (this.#leftOut.has(index)) continue;
      if (budget.isOver) return undefined;
      const isTaken = this.#take(index, events[index] as TraceEvent);
      if (isTaken && !isAtEnd && this.#isShown()) return this.#taking.known();
    }
    return isAtEnd && this.#isShown() ? this.#taking.known() : undefined;
  }

  #take(index: number, { action: recorded, atMs }: TraceEvent): boolean {
    const { now } = this.#taking;
    const action = this.#translated(index, recorded, now);
    if (action === undefined || !this.#isPossible(index, action, now)) return false;
    this.#anew.set(index, this.#taking.take({ action, atMs }));
    return true;
  }

  #isPossible(index: number, action: Action, before: Executed): boolean {
    const { locals } = before.world;
    if (action.kind === 'deliver' && !locals.has(placeOf(action))) return false;
    if (action.kind === 'command' && this.#run.isExplicit) {
      const commands = this.#commands.get(action.client) as TraceCommand[];
      const local = locals.get(action.client);
      if (local === undefined || local.results.length < commands.length) return false;
      commands.push(this.#run.commandOf(index) as TraceCommand);
    }
    return (
      this.#taking.executor.refusal(before, action) === undefined &&
      this.#taking.executor.isFair(before, action)
    );
  }

  #translated(index: number, action: Action, before: Executed): Action | undefined {
    if (!ABOUT.has(action.kind) || this.#leftOut.isExact === true) return action;
    const origin = this.#run.originOf(index);
    if (origin !== undefined) {
      if (origin.maker < this.#leftOut.from) return action;
      const anew = this.#anew.get(origin.maker);
      const what = anew && inPlaceOf(origin.place, this.#run.madeBy(origin.maker), anew);
      if (what !== undefined) return about(action, what);
    }
    const isThere =
      this.#taking.executor.refusal(before, action) === undefined && action.kind !== 'lose';
    return isThere ? action : alike(action, before);
  }

  #isShown(): boolean {
    return this.#failure.shows(this.#taking.now, this.#taking.executor);
  }

  /** The commands handed in before an event, also to clients that are not there any more. */
  #commandsUpTo(from: number): Map<Address, TraceCommand[]> {
    const { executor, events } = this.#run;
    const counts = new Map<Address, number>();
    for (const { action } of events.slice(0, from)) {
      if (action.kind !== 'command') continue;
      counts.set(action.client, (counts.get(action.client) ?? 0) + 1);
    }
    return new Map(
      [...executor.plan.workloads].map(([client, commands]) => [
        client,
        commands.slice(0, counts.get(client) ?? 0),
      ]),
    );
  }
}

/** The action on the newest message, or the oldest timer, of the same kind. */
function alike(action: Action, { world }: Executed): Action | undefined {
  if (action.kind === 'fire') {
    const kind = kindOf(action.timer);
    const timers = world.locals.get(rootAddress(action.timer.owner))?.timers ?? [];
    const timer = timers.find((other) => kindOf(other) === kind);
    return timer && { kind: 'fire', timer };
  }
  if (action.kind !== 'deliver' && action.kind !== 'duplicate') return undefined;
  const { from } = action.envelope;
  const kind = kindOf(action.envelope);
  const envelope = [...world.network.values()].findLast((other) => {
    return other.from === from && kindOf(other) === kind;
  });
  return envelope && { ...action, envelope };
}
