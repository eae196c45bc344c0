import { expect, test } from 'vitest';
import type { Mistake } from '../../clusters.js';
import { mistakeCards } from './mistake-cards.js';

const mistakeIn = (...numbers: readonly string[]): Mistake => ({
  cause: 'stale-forward',
  rule: undefined,
  advice: undefined,
  clusters: numbers.map((number) => ({ number, submissions: ['ann'], reason: 'it waits' })),
  submissions: ['ann'],
});

test('a mistake lists the tests in which it shows once, in their order', () => {
  const cards = (...numbers: readonly string[]): string =>
    mistakeCards([mistakeIn(...numbers)], new Set()).text;
  expect(cards('2.9', '1.4', '1.8', '1.8', '1.10', '1.8', '1.3', '1.10')).toContain(
    'also in 1.3, 1.10<',
  );
  expect(cards('1.1', '1.2', '1.3', '1.4', '1.1')).not.toContain('also in');
});

test('a hidden test is looked at where students do not look', () => {
  const { text } = mistakeCards([mistakeIn('1.8', '1.9')], new Set(['1.8']));
  expect(text).toContain('href="hidden/ann/feedback.html#test-1.8"');
  expect(text).toContain('href="submissions/ann/feedback.html#test-1.9"');
});

test('a mistake without a cause is called by its test, or by whose it is', () => {
  const titled = (...numbers: readonly string[]): string =>
    mistakeCards([{ ...mistakeIn(...numbers), cause: undefined }], new Set()).text;
  expect(titled('1.3', '1.3')).toContain('<h3>1.3: no cause is known</h3>');
  expect(titled('1.3', '1.4')).toContain('<h3>the code itself is at fault</h3>');
});
