import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisect, leaveOutSingles, leaveOutSpans, type Reducible } from './spans.js';

/** Items, some of which are needed: it refuses to leave those out. */
class Needing implements Reducible {
  items: readonly number[];
  tries = 0;
  readonly #isNeeded: (item: number) => boolean;

  constructor(items: readonly number[], isNeeded: (item: number) => boolean) {
    this.items = items;
    this.#isNeeded = isNeeded;
  }

  get length(): number {
    return this.items.length;
  }

  leaveOut(from: number, until: number): void {
    this.tries++;
    if (this.items.slice(from, until).some(this.#isNeeded)) return;
    this.items = this.items.toSpliced(from, until - from);
  }
}

describe('spans', () => {
  it('are left out until what is needed remains', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.uniqueArray(fc.nat(299), { maxLength: 6 }), (length, needed) => {
        const all = Array.from({ length }, (_, i) => i);
        const items = new Needing(all, (item) => needed.includes(item));
        leaveOutSpans(items);
        leaveOutSingles(items);
        expect(items.items).toEqual(needed.filter((i) => i < length).sort((a, b) => a - b));
      }),
    );
  });

  it('take few tries where little is needed', () => {
    const items = new Needing(
      Array.from({ length: 4096 }, (_, i) => i),
      (item) => item === 1000,
    );
    leaveOutSpans(items);
    expect(items.items).toEqual([1000]);
    expect(items.tries).toBeLessThan(60);
  });
});

describe('bisect', () => {
  it('finds the first that holds', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        expect(bisect(-1, last, (i) => i >= first)).toBe(first);
      }),
    );
  });
});
