import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';

/** Handlers that keep the calls made since {@link CallsOfStep.take} was last called. */
export class CallsOfStep implements Handlers {
  #inner: Handlers;
  #calls: HandlerCall[] = [];

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  /** Uses these handlers from now on. */
  ask(handlers: Handlers): void {
    this.#inner = handlers;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    this.#calls.push(...calls);
    return this.#inner.run(calls);
  }

  take(): readonly HandlerCall[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }
}
