import { describe, expect, it } from 'vitest';
import type { RunTestSpec } from '../registry/index.js';
import { planTest } from './settings.js';

const test: RunTestSpec = {
  ...{ lab: '2', number: '2.14', part: 2, title: 'T', points: 15, folder: 'lab2' },
  ...{ kind: 'run', limitMs: 50_000, eventsMax: 1000, seeds: [3, 1, 4, 15, 9] },
};

describe('planTest', () => {
  it('takes the fixed seeds unless told otherwise', () => {
    expect(planTest(test, {}).seeds).toEqual([3, 1, 4, 15, 9]);
  });

  it('takes the seed that is given, or as many from there on', () => {
    expect(planTest(test, { seed: 7 }).seeds).toEqual([7]);
    expect(planTest(test, { seed: 7, count: 3 }).seeds).toEqual([7, 8, 9]);
  });

  it('begins with the fixed ones when there are to be more, and repeats none', () => {
    const { seeds = [] } = planTest(test, { count: 12 });
    expect(seeds.slice(0, 5)).toEqual([3, 1, 4, 15, 9]);
    expect(seeds.slice(5)).toEqual([2, 5, 6, 7, 8, 10, 11]);
    expect(planTest(test, { count: 2 }).seeds).toEqual([3, 1]);
  });
});
