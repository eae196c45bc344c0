import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';

/** Keeps the calls that pass through. */
export class RecordedCalls implements Handlers {
  calls: HandlerCall[] = [];
  readonly #inner: Handlers;

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    this.calls.push(...calls);
    return this.#inner.run(calls);
  }
}
