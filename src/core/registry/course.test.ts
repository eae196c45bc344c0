import { describe, expect, test } from 'vitest';
import { withRules } from './course.js';
import { earnedOf } from './earned.js';
import { loadLabSpec } from './load-registry.js';
import { gradedBy } from './course.js';

const lab2 = await loadLabSpec('2');
const testOf = (spec: typeof lab2, number: string): (typeof lab2.tests)[number] =>
  spec.tests.find((each) => each.number === number)!;
const passed = (...numbers: string[]): Map<string, { number: string; verdict: string }> =>
  new Map(numbers.map((number) => [number, { number, verdict: 'passed' }]));

describe('the rules of a course', () => {
  test('change what they name and nothing else; later ones win', () => {
    const spec = withRules(lab2, {
      '2.*': { points: 1 },
      '2.14': { points: 30, seeds: [7] },
      '2.17': { states: 1000 },
      '3.*': { skip: true },
    });
    expect(spec.tests.some(({ part }) => part === 3)).toBe(false);
    expect(testOf(spec, '2.13').points).toBe(1);
    expect(testOf(spec, '2.14')).toMatchObject({ points: 30, seeds: [7] });
    expect(testOf(spec, '2.17')).toMatchObject({ statesMax: 1000, flags: ' --states 1000' });
    const { points: _, ...kept } = testOf(spec, '2.13');
    const { points: __, ...before } = testOf(lab2, '2.13');
    expect(JSON.stringify(kept)).toBe(JSON.stringify(before));
    expect(testOf(spec, '1.1')).toEqual(testOf(lab2, '1.1'));
  });

  test('that fit no test are refused, with the test and the reason', () => {
    expect(() => withRules(lab2, { '2.99': { points: 1 } })).toThrow(/2\.99/);
    expect(() => withRules(lab2, { '2.17': { seeds: [1] } })).toThrow('gives test 2.17 seeds');
    expect(() => withRules(lab2, { '1.1': { states: 5 } })).toThrow('gives test 1.1 states');
    expect(() => withRules(lab2, { '1.1': { countsWith: ['9.9'] } })).toThrow(/9\.9/);
  });

  test('override no test that the lab does not have', async () => {
    const course = { lab: '2', preset: 'course' } as const;
    const override = { student: 'ann', points: 1, reason: 'by hand' };
    for (const number of ['9.9', '2.*']) {
      const overrides = [{ ...override, test: number }];
      await expect(gradedBy({ ...course, overrides }, lab2)).rejects.toThrow(`overrides ${number}`);
    }
    const overrides = [override, { ...override, test: '2.14' }];
    expect(await gradedBy({ ...course, overrides }, lab2)).toEqual(lab2);
  });

  test('of the strict preset let part 3 count', async () => {
    const strict = await gradedBy({ lab: '2', preset: 'strict' }, lab2);
    expect(testOf(strict, '3.1').points).toBe(5);
    expect(earnedOf(testOf(strict, '2.1'), passed('2.1'))).toEqual({
      points: 0,
      note: 'counts only together with 2.2',
    });
    expect(earnedOf(testOf(strict, '2.1'), passed('2.1', '2.2'))).toEqual({ points: 5 });
  });

  test('give partial credit by the seeds that pass, where they say so', () => {
    const spec = withRules(lab2, { '2.10': { partial: true, points: 10, seeds: [1, 2, 3] } });
    const seeds = ['passed', 'failed'].map((verdict) => ({ verdict }));
    const outcome = new Map([['2.10', { number: '2.10', verdict: 'failed', seeds }]]);
    expect(earnedOf(testOf(spec, '2.10'), outcome).points).toBe(3.33);
    expect(earnedOf(testOf(lab2, '2.10'), outcome).points).toBe(0);
  });
});
