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

/** A handler that does not do the same for the same state and event. */
export interface ImpureHandler {
  /** `PBServer.handleRequest` */
  readonly handler: string;
  /** Where the outcomes differ: `server1.pending[2]`, `the messages sent`. */
  readonly path: string;
  /** What was there the first time, and when it ran again. */
  readonly first: string;
  readonly again: string;
  /** It differed in a fresh instance of the lab only: something outlives the node. */
  readonly freshInstance: boolean;
}

/** So many different calls are all checked: a small lab has no more. */
const ALL_OF_FIRST = 1000;

/** Of those that follow, one in so many. */
const SAMPLE_OF = 4;

/** So many calls are remembered with what came of them: far more than most labs have. */
const REMEMBERED_MAX = 50_000;

/**
 * Checks calls for purity: runs them again, and once more in a fresh instance of the lab. After
 * the first ones it checks a sample; what is in it depends on the call alone, so that every
 * machine and any number of workers checks the same calls. A call that is made again, as on a way
 * that is taken once more, has to give what it gave before.
 */
export class PurityHandlers implements Handlers {
  /** The first handler found impure. */
  finding: ImpureHandler | undefined;
  /** How many calls were checked. */
  checked = 0;
  readonly #inner: Handlers;
  readonly #fresh: Handlers;
  readonly #classes: ClassTable;
  readonly #known = new Map<string, HandlerOutcome>();

  constructor(inner: Handlers, fresh: Handlers, classes: ClassTable) {
    this.#inner = inner;
    this.#fresh = fresh;
    this.#classes = classes;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    const outcome = this.#inner.create(blueprint);
    if (outcome.fault === undefined && this.finding === undefined) {
      const subject = { name: `${blueprint.export}.init`, address: blueprint.address };
      this.#compare(subject, outcome, this.#inner.create(blueprint), false);
      this.#compare(subject, outcome, this.#fresh.create(blueprint), true);
    }
    return outcome;
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const outcomes = this.#inner.run(calls);
    if (this.finding !== undefined) return outcomes;
    const sample: number[] = [];
    for (const [i, call] of calls.entries()) {
      const key = fingerprint(callKey(call));
      const outcome = outcomes[i] as HandlerOutcome;
      const known = this.#known.get(key);
      if (known !== undefined) {
        this.#compare(this.#subject(call), known, outcome, false);
        continue;
      }
      if (this.#known.size < ALL_OF_FIRST || isSampled(key)) sample.push(i);
      if (this.#known.size < REMEMBERED_MAX) this.#known.set(key, outcome);
    }
    if (sample.length > 0) this.#check(calls, outcomes, sample);
    return outcomes;
  }

  /** Checks all of these calls, sampled or not. */
  checkAll(calls: readonly HandlerCall[]): void {
    if (calls.length === 0) return;
    const outcomes = this.#inner.run(calls);
    this.#check(calls, outcomes, [...calls.keys()]);
  }

  #check(
    calls: readonly HandlerCall[],
    outcomes: readonly HandlerOutcome[],
    sample: readonly number[],
  ): void {
    const again = sample.map((i) => calls[i] as HandlerCall);
    this.checked += again.length;
    const second = this.#inner.run(again);
    const fresh = this.#fresh.run(again);
    for (const [k, call] of again.entries()) {
      const first = outcomes[sample[k] as number] as HandlerOutcome;
      const subject = this.#subject(call);
      this.#compare(subject, first, second[k] as HandlerOutcome, false);
      this.#compare(subject, first, fresh[k] as HandlerOutcome, true);
    }
  }

  #subject(call: HandlerCall): Subject {
    return { name: handlerName(call, this.#classes), address: call.address };
  }

  #compare(subject: Subject, first: HandlerOutcome, again: HandlerOutcome, fresh: boolean): void {
    if (this.finding !== undefined) return;
    const difference = this.#difference(subject.address, first, again);
    if (difference === undefined) return;
    this.finding = { handler: subject.name, ...difference, freshInstance: fresh };
  }

  #difference(
    address: string,
    first: HandlerOutcome,
    again: HandlerOutcome,
  ): Difference | undefined {
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
    if (first.result !== again.result) {
      const [a, b] = [this.#value(first.result), this.#value(again.result)];
      return { path: `the result of ${address}`, first: a, again: b };
    }
    return undefined;
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

function isSampled(key: string): boolean {
  return Number.parseInt(key.slice(-4), 16) % SAMPLE_OF === 0;
}
