import type { Address } from '../lab/index.js';
import type { RunTestOptions } from '../testkit/index.js';

/** Who acts in a run, and when: what the lab prints with `console` is theirs. */
export class Speaker {
  /** Before any node is there, what prints is a file of the lab that is loaded. */
  node = 'console';
  atMs = 0;

  /** Tells it what happens; it sees no message and no timer, since those would be copied for it. */
  readonly observer: NonNullable<RunTestOptions['observers']>[number] = {
    onAdd: ({ address }, nowMs) => this.#note(address, nowMs),
    onActing: (address, nowMs) => this.#note(address, nowMs),
    onCommand: (client, _command, nowMs) => this.#note(client, nowMs),
  };

  #note(node: Address, nowMs: number): void {
    this.node = node;
    this.atMs = nowMs;
  }
}
