import type { Address } from '../lab/index.js';

/** How often timers of one class fired at one node. */
export interface TimerCount {
  readonly node: Address;
  /** One of them. */
  readonly timer: object;
  fired: number;
}

/** Counts the timers that fire in a run. */
export class TimerCounts {
  readonly #byNode = new Map<Address, Map<unknown, TimerCount>>();

  count(node: Address, timer: object): void {
    let own = this.#byNode.get(node);
    if (own === undefined) {
      own = new Map();
      this.#byNode.set(node, own);
    }
    const kind: unknown = Object.getPrototypeOf(timer);
    const known = own.get(kind);
    if (known === undefined) own.set(kind, { node, timer, fired: 1 });
    else known.fired++;
  }

  /** The timer class that fired most often, with its node; `undefined` if none did. */
  most(): TimerCount | undefined {
    const all = [...this.#byNode.values()].flatMap((own) => [...own.values()]);
    return all.reduce<TimerCount | undefined>(
      (most, next) => (most === undefined || next.fired > most.fired ? next : most),
      undefined,
    );
  }
}
