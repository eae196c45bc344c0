import { describe, expect, it } from 'vitest';
import { UsageError } from '../support/index.js';
import { loadLabSpec } from './load-registry.js';
import { patternsOfFlags, selectTests } from './select.js';

const lab = await loadLabSpec('2');

const chosen = (...patterns: readonly string[]): string =>
  selectTests(lab, patterns)
    .map(({ test }) => test.number)
    .join(' ');

function refusal(act: () => unknown): UsageError {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error('nothing was refused');
}

describe('selectTests', () => {
  it('takes all tests without a pattern, in the order of their numbers', () => {
    expect(selectTests(lab, []).map(({ test }) => test)).toEqual(lab.tests);
    expect(chosen('2.10,2.9')).toBe('2.9 2.10');
  });

  it('knows every form', () => {
    expect(chosen('2.14')).toBe('2.14');
    expect(chosen('1.11-2.2')).toBe('1.11 1.12 2.1 2.2');
    expect(chosen('2.1-3')).toBe('2.1 2.2 2.3');
    expect(chosen('1')).toBe(chosen('1.*'));
    expect(chosen('1', '!1.2-1.12')).toBe('1.1');
    expect(chosen('!1', '!2.2-2.20', '!3')).toBe('2.1');
    expect(chosen('1.1 1.2', '1.3')).toBe('1.1 1.2 1.3');
    expect(chosen('*')).toBe(chosen('1', '2', '3'));
  });

  it('distinguishes what was named from what its part brought along', () => {
    const named = (...patterns: readonly string[]): boolean[] =>
      selectTests(lab, patterns).map((each) => each.named);
    expect(named('2.16')).toEqual([true]);
    expect(named('2.15-2.16')).toEqual([true, true]);
    expect(new Set(named('2.*'))).toEqual(new Set([false]));
  });

  it('refuses what is not there, with the near ones', () => {
    const error = refusal(() => selectTests(lab, ['1.13']));
    expect(error.code).toBe('LT001');
    expect(error.next.slice(0, 3).map((line) => line.split(' ')[2])).toEqual([
      '1.10',
      '1.11',
      '1.12',
    ]);
    expect(refusal(() => selectTests(lab, ['2.1-2.99'])).message).toContain('2.99');
    expect(refusal(() => selectTests(lab, ['!4'])).message).toContain('no test 4');
    expect(refusal(() => selectTests(lab, ['crash'])).next[0]).toContain('2.1-2.7');
  });
});

describe('patternsOfFlags', () => {
  it('completes a number by its part where that is clear', () => {
    expect(patternsOfFlags(lab, ['2'], ['3', '2.4'])).toEqual(['2.3', '2.4']);
    expect(patternsOfFlags(lab, ['1', '2'], [])).toEqual(['1', '2']);
    expect(refusal(() => patternsOfFlags(lab, [], ['3'])).next).toEqual([
      'Say which: 1.3 or 2.3 or 3.3',
    ]);
  });
});
