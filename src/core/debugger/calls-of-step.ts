import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';

/** Handlers that keep what they were asked since {@link CallsOfStep.take} was called last. */
export class CallsOfStep implements Handlers {
  #inner: Handlers;
  #calls: HandlerCall[] = [];

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  /** Asks these from now on. */
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
