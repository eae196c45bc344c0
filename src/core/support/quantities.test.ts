import { describe, expect, it } from 'vitest';
import { counted, grouped, seconds } from './quantities.js';

describe('quantities', () => {
  it('states a length of time in the unit a person would', () => {
    expect([0, 412.4, 999.4, 1000, 59_940, 119_990, 120_000, 3_725_000].map(seconds)).toEqual([
      ...['0 ms', '412 ms', '999 ms', '1.0 s', '59.9 s', '120.0 s'],
      ...['2 min 00 s', '62 min 05 s'],
    ]);
  });

  it('groups digits by three, without a place to break the line', () => {
    expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual([
      '0',
      '999',
      '1\u00a0000',
      '1\u00a0234\u00a0567',
    ]);
  });

  it('counts in singular and plural', () => {
    expect([counted(1, 'seed'), counted(5, 'seed'), counted(2, 'search', 'searches')]).toEqual([
      ...['1 seed', '5 seeds', '2 searches'],
    ]);
  });
});
