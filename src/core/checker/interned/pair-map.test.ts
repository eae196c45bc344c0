import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PairMap } from './pair-map.js';

/** Numbers with many collisions, and the negative ones of timers. */
const number = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer());
const pairs = fc.uniqueArray(fc.tuple(number, number), {
  maxLength: 300,
  selector: ([a, b]) => `${a},${b}`,
});

describe.each([false, true])('a pair map, shared: %s', (shared) => {
  test('is a map, also after it has grown', () => {
    fc.assert(
      fc.property(pairs, pairs, (set, asked) => {
        const map = new PairMap(2, shared);
        const model = new Map<string, number>();
        for (const [i, [a, b]] of set.entries()) {
          map.set(a, b, i + 1);
          model.set(`${a},${b}`, i + 1);
        }
        for (const [a, b] of [...set, ...asked]) {
          expect(map.get(a, b)).toBe(model.get(`${a},${b}`) ?? 0);
        }
      }),
    );
  });

  test('distinguishes pairs that have one number in common', () => {
    const map = new PairMap(2, shared);
    const others = Array.from({ length: 3000 }, (_, i) => i - 1500);
    const isIn = (b: number): boolean => b % 3 !== 0;
    for (const b of others.filter(isIn)) {
      map.set(7000, b, b + 2000);
      map.set(b, 8000, b + 9000);
    }
    for (const b of others) {
      expect(map.get(7000, b)).toBe(isIn(b) ? b + 2000 : 0);
      expect(map.get(b, 8000)).toBe(isIn(b) ? b + 9000 : 0);
    }
  });
});

test('a reader sees what was set, and after a growth what it is given anew', () => {
  const map = new PairMap(2, true);
  const reader = PairMap.reader();
  reader.read(map.entries);
  map.set(3, 4, 5);
  expect(reader.get(3, 4)).toBe(5);
  for (let i = 0; i < 100; i++) map.set(i, -i - 1, i + 1);
  expect(reader.get(99, -100)).toBe(0);
  reader.read(map.entries);
  expect([reader.get(3, 4), reader.get(99, -100)]).toEqual([5, 100]);
});
