import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from './handlers.js';

/** The outcomes of calls, and whether repeating the calls gives the same. */
export interface Compared {
  readonly outcomes: readonly HandlerOutcome[];
  /** The first of the compared calls that did something different. */
  readonly deviation: Deviation | undefined;
}

/** A call that did something different when it was repeated. */
export interface Deviation {
  /** The index of the call. */
  readonly index: number;
  readonly again: HandlerOutcome;
  /** It did the same again in the first instance of the lab, but not in the other. */
  readonly inFreshInstance: boolean;
}

/**
 * Two instances of one lab that share nothing. The first answers; calls are repeated in it and in
 * the other, and compared where they run, so that few outcomes have to be sent.
 */
export interface Twins {
  /** Constructs a node and runs its `init`, in each instance. */
  create(blueprint: NodeBlueprint): Compared;
  /** Answers the calls, in order; those at the indexes in `sample` are compared. */
  run(calls: readonly HandlerCall[], sample: readonly number[]): Compared;
}

/** Twins of any two handlers. */
export class TwinHandlers implements Twins {
  readonly #first: Handlers;
  readonly #fresh: Handlers;

  constructor(first: Handlers, fresh: Handlers) {
    this.#first = first;
    this.#fresh = fresh;
  }

  create(blueprint: NodeBlueprint): Compared {
    const outcome = this.#first.create(blueprint);
    if (outcome.fault !== undefined) return { outcomes: [outcome], deviation: undefined };
    const again = [this.#first.create(blueprint)];
    const fresh = [this.#fresh.create(blueprint)];
    return { outcomes: [outcome], deviation: deviationOf([outcome], [0], again, fresh) };
  }

  run(calls: readonly HandlerCall[], sample: readonly number[]): Compared {
    const outcomes = this.#first.run(calls);
    if (sample.length === 0) return { outcomes, deviation: undefined };
    const sampled = sample.map((index) => calls[index] as HandlerCall);
    const again = this.#first.run(sampled);
    const fresh = this.#fresh.run(sampled);
    return { outcomes, deviation: deviationOf(outcomes, sample, again, fresh) };
  }
}

function deviationOf(
  outcomes: readonly HandlerOutcome[],
  sample: readonly number[],
  again: readonly HandlerOutcome[],
  fresh: readonly HandlerOutcome[],
): Deviation | undefined {
  for (const [k, index] of sample.entries()) {
    const first = outcomes[index] as HandlerOutcome;
    const [second, third] = [again[k] as HandlerOutcome, fresh[k] as HandlerOutcome];
    if (!isSameOutcome(first, second)) return { index, again: second, inFreshInstance: false };
    if (!isSameOutcome(first, third)) return { index, again: third, inFreshInstance: true };
  }
  return undefined;
}

/** Whether two outcomes of one call are the same. */
export function isSameOutcome(a: HandlerOutcome, b: HandlerOutcome): boolean {
  return (
    a.node === b.node &&
    a.result === b.result &&
    a.fault?.message === b.fault?.message &&
    a.sends.length === b.sends.length &&
    a.sets.length === b.sets.length &&
    a.sends.every(({ from, to, message }, i) => {
      const other = b.sends[i];
      return message === other?.message && to === other.to && from === other.from;
    }) &&
    a.sets.every(({ owner, timer, minMs, maxMs }, i) => {
      const other = b.sets[i];
      const isSame = timer === other?.timer && owner === other.owner;
      return isSame && minMs === other.minMs && maxMs === other.maxMs;
    })
  );
}
