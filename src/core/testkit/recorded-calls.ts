import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';

/** Passes calls on, and keeps them with their outcomes. */
export class RecordedCalls implements Handlers {
  readonly calls: HandlerCall[] = [];
  readonly outcomes: HandlerOutcome[] = [];
  readonly #inner: Handlers;

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    const outcomes = this.#inner.run(calls);
    this.calls.push(...calls);
    this.outcomes.push(...outcomes);
    return outcomes;
  }

  forget(): void {
    this.calls.length = 0;
    this.outcomes.length = 0;
  }
}
