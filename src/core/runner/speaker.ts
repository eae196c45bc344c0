import type { Address } from '../lab/index.js';
import type { RunTestOptions } from '../testkit/index.js';

/** Who acts in a run, and when: what the lab prints with `console` is theirs. */
export class Speaker {
  /** Before any node is there, what prints is a file of the lab that is loaded. */
  node = 'console';
  atMs = 0;

  /** Tells it what happens. */
  readonly observer: NonNullable<RunTestOptions['observers']>[number] = {
    onAdd: ({ address }, nowMs) => this.#note(address, nowMs),
    onDeliver: ({ to }, nowMs) => this.#note(to, nowMs),
    onFire: ({ owner }, nowMs) => this.#note(owner, nowMs),
    onCommand: (client, _command, nowMs) => this.#note(client, nowMs),
  };

  #note(node: Address, nowMs: number): void {
    this.node = node;
    this.atMs = nowMs;
  }
}
