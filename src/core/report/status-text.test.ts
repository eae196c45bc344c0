import { describe, expect, test } from 'vitest';
import type { SearchStatus } from '../runner/index.js';
import { statusText } from './status-text.js';

const STATUS: SearchStatus = {
  search: 'results are right',
  strategy: 'bfs',
  states: 250_000,
  transitions: 3_000_000,
  depth: 12,
  statesPerDepth: [1, 99_999, 150_000],
  bytes: 412_345_678,
  wallMs: 2000,
  statesMax: 1_000_000,
  timeMaxMs: 60_000,
};

const told = (change: Partial<SearchStatus>): string =>
  statusText({ finished: 3, of: 32, search: { number: '2.17', status: { ...STATUS, ...change } } })
    // To keep this test readable.
    .replaceAll('\u00a0', ' ');

describe('what the status line says', () => {
  test('before a search has told anything', () => {
    expect(statusText({ finished: 0, of: 5 })).toBe('0/5 tests');
  });

  test('of a breadth-first search: its budget, growth, memory and time', () => {
    expect(told({})).toBe(
      '3/32 tests · 2.17 results are right: 250 000 states (25 % of 1 000 000), ' +
        '3 000 000 transitions, depth 12, 125 000 states/s, ×1.50 a level, 412 MB, 2.0 s, ' +
        'at most 6.0 s left',
    );
  });

  test('of random probes: steps instead of states', () => {
    expect(told({ strategy: 'swarm', states: 7, transitions: 500_000, statesMax: 5e5 })).toBe(
      '3/32 tests · 2.17 results are right: 500 000 random steps (100 % of 500 000), ' +
        'depth 12, 250 000 random steps/s, 412 MB, 2.0 s, at most 0 ms left',
    );
  });

  test('the time limit counts where it is nearer, and no limit is no number', () => {
    expect(told({ timeMaxMs: 5000 })).toContain(', at most 3.0 s left');
    const endless = told({ timeMaxMs: Infinity, statesMax: Infinity });
    expect(endless).toMatch(/: 250 000 states, .* 2\.0 s$/);
  });
});
