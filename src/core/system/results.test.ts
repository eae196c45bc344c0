import { expect, test } from 'vitest';
import type { Canonical } from '../canon/index.js';
import { Results } from './results.js';

const [a, b, c] = ['a', 'b', 'c'] as Canonical[] as [Canonical, Canonical, Canonical];

test('results that go on in two ways share what came before, and nothing else', () => {
  const before = Results.none.and(a);
  const one = before.and(b).and(c);
  const other = before.and(c);
  expect([...before]).toEqual([a]);
  expect([...one]).toEqual([a, b, c]);
  expect([...other]).toEqual([a, c]);
  expect([before.at(1), one.at(1), other.at(1)]).toEqual([undefined, b, c]);
  expect(one.slice(2)).toEqual([c]);
});

test('no results stay none', () => {
  Results.none.and(a);
  expect([...Results.none]).toEqual([]);
  expect(Results.of([])).toBe(Results.none);
  expect([...Results.of([b, c]).and(a)]).toEqual([b, c, a]);
});
