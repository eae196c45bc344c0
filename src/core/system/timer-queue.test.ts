import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Canonical } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import { mayFire, withoutTimer, type PendingTimer } from './index.js';

const owner = toAddress('server1');
const timer = (name: string, minMs: number, maxMs = minMs): PendingTimer => ({
  owner,
  timer: name as Canonical,
  minMs,
  maxMs,
});

test('a timer waits for an earlier one whose maximum is at most its minimum', () => {
  const queue = [timer('a', 10), timer('b', 10), timer('c', 5), timer('d', 7, 20)];
  expect(mayFire(queue).map((t) => t.timer)).toEqual(['a', 'c']);
});

test('equal timers that overlap count separately; firing removes the first', () => {
  const queue = [timer('a', 10, 20), timer('b', 10, 20), timer('a', 10, 20)];
  expect(mayFire(queue)).toHaveLength(3);
  expect(withoutTimer(queue, timer('a', 10, 20)).map((t) => t.timer)).toEqual(['b', 'a']);
});

test('a timer may fire exactly when no earlier one has to precede it', () => {
  const arbitrary = fc.array(
    fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 3 })),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(arbitrary, (specs) => {
      const queue = specs.map(([name, min, extra]) => timer(name, min, min + extra));
      const expected = queue.filter((t, i) => queue.slice(0, i).every((e) => e.maxMs > t.minMs));
      expect(mayFire(queue)).toEqual(expected);
    }),
  );
});
