import { expect, test } from 'vitest';
import { differenceLines } from './difference.js';

const digits = '0123456789'.repeat(10);

test('long texts show where they begin to differ', () => {
  expect(differenceLines({ value: `${digits}abc` }, { value: `${digits}xyz` })).toEqual([
    "value: the first 100 characters are equal, then got 'abc', not 'xyz'",
  ]);
});

test('a text that goes on after the other ends shows what is too much', () => {
  expect(differenceLines({ value: digits + digits }, { value: digits })).toEqual([
    `value: the first 100 characters are equal, then got '${digits.slice(0, 40)}…', not the end`,
  ]);
});

test('short, equal and absent texts are not told about', () => {
  expect(differenceLines({ a: 'x', b: digits, c: digits }, { a: 'y', b: digits })).toEqual([]);
});
