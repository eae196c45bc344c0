import type { Canonical } from '../canon/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';
import { questionKey } from './call-key.js';

/** Outcomes of calls of nodes in one state. */
type Outcomes = Map<string, HandlerOutcome>;

/**
 * Answers a call that was made before from memory: for replaying and minimising, which take the
 * same steps over and over.
 */
export class RememberedHandlers implements Handlers {
  readonly #inner: Handlers;
  /** By the state of the node first: a long text that need not be read again for every call. */
  readonly #byNode = new Map<Canonical, Outcomes>();
  /** One string for each state, however often it is reached. */
  readonly #texts = new Map<Canonical, Canonical>();
  #asked = 0;

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  /** How many calls had to be made, because none like them had been made before. */
  get asked(): number {
    return this.#asked;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      const known = this.#outcomesOf(call.node).get(questionKey(call));
      if (known !== undefined) return known;
      this.#asked++;
      return this.remember(call, this.#inner.run([call])[0] as HandlerOutcome);
    });
  }

  /** Takes over what somebody else has asked. */
  remember(call: HandlerCall, outcome: HandlerOutcome): HandlerOutcome {
    const interned = this.#interned(outcome);
    this.#outcomesOf(call.node).set(questionKey(call), interned);
    return interned;
  }

  #outcomesOf(node: Canonical): Outcomes {
    let outcomes = this.#byNode.get(node);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#byNode.set(node, outcomes);
    }
    return outcomes;
  }

  #interned(outcome: HandlerOutcome): HandlerOutcome {
    const known = this.#texts.get(outcome.node);
    if (known !== undefined) return { ...outcome, node: known };
    this.#texts.set(outcome.node, outcome.node);
    return outcome;
  }
}
