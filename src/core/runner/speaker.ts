import type { Address } from '../lab/index.js';
import type { RunTestOptions } from '../testkit/index.js';

/** Who is acting in a run, and when: what the lab prints with `console` counts as theirs. */
export class Speaker {
  /** Before there is any node, only the loading of the lab's files can print. */
  node = 'console';
  atMs = 0;

  /** Observes the run; it sees no messages and timers, which would have to be copied for it. */
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
