import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRate, rateInterval } from './rate-interval.js';

describe('rateInterval', () => {
  it('agrees with published tables of the exact interval', () => {
    expect(rateInterval(3, 400).low).toBeCloseTo(0.00155, 5);
    expect(rateInterval(3, 400).high).toBeCloseTo(0.02176, 5);
    expect(rateInterval(1, 10).low).toBeCloseTo(0.002529, 6);
    expect(rateInterval(1, 10).high).toBeCloseTo(0.445016, 6);
  });

  it('knows both ends in closed form', () => {
    const none = rateInterval(0, 5);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(1 - 0.025 ** 0.2, 9);
    const all = rateInterval(5, 5);
    expect(all.low).toBeCloseTo(0.025 ** 0.2, 9);
    expect(all.high).toBe(1);
  });

  it('holds what was seen, and mirrors passing and failing', () => {
    const counts = fc
      .integer({ min: 1, max: 2000 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([failed, of]) => {
        const { low, high } = rateInterval(failed, of);
        expect(low).toBeLessThanOrEqual(failed / of);
        expect(high).toBeGreaterThanOrEqual(failed / of);
        const mirrored = rateInterval(of - failed, of);
        expect(mirrored.low).toBeCloseTo(1 - high, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('narrows as the seeds grow', () => {
    const widths = [10, 100, 1000, 10_000].map((of) => {
      const { low, high } = rateInterval(of / 10, of);
      return high - low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });
});

describe('describeRate', () => {
  it('states a rate as a person would', () => {
    expect(describeRate(3, 400)).toBe(
      'Failed on 3 of 400 seeds: 1 in 645 to 1 in 46 of all seeds, by these 400',
    );
    expect(describeRate(5, 5)).toBe('Failed on every seed tried (5)');
  });
});
