import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';
import { callKey } from './call-key.js';

/**
 * Answers a call that was made before from memory: for replaying and minimising, which take the
 * same steps over and over.
 */
export class RememberedHandlers implements Handlers {
  readonly #inner: Handlers;
  readonly #outcomes = new Map<string, HandlerOutcome>();

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      const key = callKey(call);
      let outcome = this.#outcomes.get(key);
      if (outcome === undefined) {
        outcome = this.#inner.run([call])[0] as HandlerOutcome;
        this.#outcomes.set(key, outcome);
      }
      return outcome;
    });
  }
}
