import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../../system/index.js';

/** What a node logs during this call. */
export type LogOf = (
  call: HandlerCall,
) => readonly { readonly level: string; readonly text: string }[];

/** Handlers that keep what is logged. That costs a second call each, so only when switched on. */
export class LoggedHandlers implements Handlers {
  isOn = false;
  readonly #inner: Handlers;
  readonly #logOf: LogOf | undefined;
  #lines: string[] = [];

  constructor(inner: Handlers, logOf: LogOf | undefined) {
    this.#inner = inner;
    this.#logOf = logOf;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): readonly HandlerOutcome[] {
    for (const call of this.isOn ? calls : []) {
      const lines = this.#logOf?.(call) ?? [];
      this.#lines.push(...lines.map(({ level, text }) => `${level} ${text}`));
    }
    return this.#inner.run(calls);
  }

  /** What was logged since the last call. */
  takeLog(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
