import { describe, expect, test } from 'vitest';
import { wrapLines } from './wrap.js';

describe('lines for a terminal', () => {
  test('go on below where they began, behind the label', () => {
    const text =
      '  cause     lost-request, at 519.1 ms: server1 got it again and again, and no more';
    expect(wrapLines(text, 50).split('\n')).toEqual([
      '  cause     lost-request, at 519.1 ms: server1 got',
      '            it again and again, and no more',
    ]);
    expect(wrapLines('   12. server1 → viewserver: Ping(viewNum=0) and what it did', 50)).toContain(
      '\n       ',
    );
  });

  test('are left alone in a pipe, and where they are to be copied', () => {
    const long = `  again     labtest run 2.9 --solution ${'x'.repeat(80)}`;
    expect(wrapLines(long, 60)).toBe(long);
    expect(wrapLines('word '.repeat(60), undefined)).toBe('word '.repeat(60));
  });
});
