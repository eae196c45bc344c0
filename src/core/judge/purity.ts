import { decode, diff, fingerprint, print, type ClassTable } from '../canon/index.js';
import type {
  Envelope,
  HandlerCall,
  HandlerOutcome,
  Handlers,
  NodeBlueprint,
  PendingTimer,
} from '../system/index.js';
import { callKey, handlerName } from './call-key.js';
import { isSameOutcome, type Compared, type Twins } from '../box/index.js';

/** A handler that does different things for the same state and event. */
export interface ImpureHandler {
  /** `Server.handleRequest` */
  readonly handler: string;
  /** Where the outcomes differ: `server1.pending[2]`, `the messages sent`. */
  readonly path: string;
  /** What was there the first time, and when it ran again. */
  readonly first: string;
  readonly again: string;
  /** It differed only in a fresh instance of the lab: something outlives the node. */
  readonly freshInstance: boolean;
}

/** Which calls are checked. */
export interface PuritySample {
  /** Up to this many different calls are all checked. */
  readonly allOfFirst: number;
  /** After those, one call in this many. */
  readonly oneIn: number;
}

/** At most this many calls are remembered with their outcomes: far more than most labs have. */
const REMEMBERED_MAX = 50_000;

/**
 * Checks calls for purity: runs them again, and once more in a fresh instance of the lab. After the
 * first ones it checks a sample, which depends only on the call, so that every machine and any
 * number of workers checks the same calls. A repeated call, as on a path that is replayed, must
 * give the same outcome as before.
 */
export class PurityHandlers implements Handlers {
  /** The first handler found impure. */
  finding: ImpureHandler | undefined;
  /** How many calls were checked. */
  checked = 0;
  readonly #twins: Twins;
  readonly #classes: ClassTable;
  readonly #sample: PuritySample;
  readonly #known = new Map<string, HandlerOutcome>();

  constructor(twins: Twins, classes: ClassTable, sample: PuritySample) {
    this.#twins = twins;
    this.#classes = classes;
    this.#sample = sample;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    const name = `${blueprint.export}.init`;
    const compared = this.#twins.create(blueprint);
    this.#take(compared, () => ({ name, address: blueprint.address }));
    return compared.outcomes[0] as HandlerOutcome;
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    if (this.finding !== undefined) return this.#twins.run(calls, []).outcomes;
    const keys = calls.map((call) => fingerprint(callKey(call)));
    const compared = this.#check(calls, this.#sampleOf(keys), keys);
    return compared.outcomes;
  }

  /** Checks all of these calls, sampled or not. */
  checkAll(calls: readonly HandlerCall[]): void {
    if (calls.length > 0) this.#check(calls, [...calls.keys()], []);
  }

  /** The indexes of the calls to repeat; `keys` are the keys of all calls. */
  #sampleOf(keys: readonly string[]): number[] {
    const { allOfFirst, oneIn } = this.#sample;
    const news = new Set<string>();
    const sample: number[] = [];
    for (const [i, key] of keys.entries()) {
      if (this.#known.has(key) || news.has(key)) continue;
      if (this.#known.size + news.size < allOfFirst || isOneIn(oneIn, key)) sample.push(i);
      news.add(key);
    }
    return sample;
  }

  #check(
    calls: readonly HandlerCall[],
    sample: readonly number[],
    keys: readonly string[],
  ): Compared {
    const compared = this.#twins.run(calls, sample);
    this.checked += sample.length;
    for (const [i, key] of keys.entries()) {
      const outcome = compared.outcomes[i] as HandlerOutcome;
      const known = this.#known.get(key);
      if (known !== undefined)
        this.#compare(this.#subject(calls[i] as HandlerCall), known, outcome);
      else if (this.#known.size < REMEMBERED_MAX) this.#known.set(key, outcome);
    }
    this.#take(compared, (index) => this.#subject(calls[index] as HandlerCall));
    return compared;
  }

  #take({ outcomes, deviation }: Compared, subjectOf: (index: number) => Subject): void {
    if (deviation === undefined) return;
    const { index, again, inFreshInstance } = deviation;
    this.#compare(subjectOf(index), outcomes[index] as HandlerOutcome, again, inFreshInstance);
  }

  #subject(call: HandlerCall): Subject {
    return { name: handlerName(call, this.#classes), address: call.address };
  }

  #compare(
    { name, address }: Subject,
    first: HandlerOutcome,
    again: HandlerOutcome,
    freshInstance = false,
  ): void {
    if (this.finding !== undefined || isSameOutcome(first, again)) return;
    this.finding = { handler: name, ...this.#difference(address, first, again), freshInstance };
  }

  /** Where two unequal outcomes differ. */
  #difference(address: string, first: HandlerOutcome, again: HandlerOutcome): Difference {
    const faults = [first.fault?.message ?? 'nothing', again.fault?.message ?? 'nothing'] as const;
    if (faults[0] !== faults[1])
      return { path: 'what it threw', first: faults[0], again: faults[1] };
    if (first.node !== again.node) return this.#stateDifference(address, first, again);
    if (JSON.stringify(first.sends) !== JSON.stringify(again.sends)) {
      const [a, b] = [this.#sent(first.sends), this.#sent(again.sends)];
      return { path: `the messages ${address} sent`, first: a, again: b };
    }
    if (JSON.stringify(first.sets) !== JSON.stringify(again.sets)) {
      const [a, b] = [this.#timers(first.sets), this.#timers(again.sets)];
      return { path: `the timers ${address} set`, first: a, again: b };
    }
    const [a, b] = [this.#value(first.result), this.#value(again.result)];
    return { path: `the result of ${address}`, first: a, again: b };
  }

  #stateDifference(address: string, first: HandlerOutcome, again: HandlerOutcome): Difference {
    const a = decode(first.node, this.#classes);
    const b = decode(again.node, this.#classes);
    const [change] = diff(a, b, this.#classes);
    if (change === undefined) {
      return { path: `${address}: which fields share an object`, first: 'some', again: 'others' };
    }
    const path = change.path.startsWith('[') ? change.path : `.${change.path}`;
    return {
      path: change.path === '' ? address : address + path,
      first: change.before ?? 'nothing',
      again: change.after ?? 'nothing',
    };
  }

  #sent(envelopes: readonly Envelope[]): string {
    const texts = envelopes.map(({ to, message }) => `${this.#value(message)} to ${to}`);
    return texts.join(', ') || 'none';
  }

  #timers(timers: readonly PendingTimer[]): string {
    const texts = timers.map(
      ({ timer, minMs, maxMs }) => `${this.#value(timer)} in ${minMs}–${maxMs} ms`,
    );
    return texts.join(', ') || 'none';
  }

  #value(text: HandlerOutcome['result']): string {
    return text === undefined ? 'none' : print(decode(text, this.#classes), this.#classes);
  }
}

interface Subject {
  readonly name: string;
  readonly address: string;
}

type Difference = Pick<ImpureHandler, 'path' | 'first' | 'again'>;

function isOneIn(count: number, key: string): boolean {
  return Number.parseInt(key.slice(-4), 16) % count === 0;
}
