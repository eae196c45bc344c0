import { assert } from '../../support/index.js';

/** Numbers for what runs side by side, so that no two have the same at a time. */
export class SlotNumbers {
  readonly #free: number[];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, i) => i);
  }

  take(): number {
    const slot = this.#free.shift();
    assert(slot !== undefined, 'more runs side by side than there are slots');
    return slot;
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
  }
}
