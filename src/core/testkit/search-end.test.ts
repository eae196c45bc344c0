import { expect, test } from 'vitest';
import { depthsText, interruptedSearch } from './search-end.js';

test('every depth of a search is told, as long as they fit a line', () => {
  expect(depthsText({ statesPerDepth: [1, 3, 7] })).toBe('states at each depth: 1 3 7');
  const full = Array.from({ length: 27 }, (_, depth) => depth);
  expect(depthsText({ statesPerDepth: full })).toBe(`states at each depth: ${full.join(' ')}`);
});

test('of a deep search it is told how it begins and ends', () => {
  const statesPerDepth = Array.from({ length: 3000 }, (_, depth) => depth);
  expect(depthsText({ statesPerDepth })).toMatch(
    /^states at each depth: 0 1 2 .* 23 … 2997 2998 2999$/,
  );
});

test('of a search that is interrupted, the levels that were surely covered are told', () => {
  const counts = { states: 1500, transitions: 9000, depth: 7, statesPerDepth: [1, 2] };
  const seen = { search: 'a', wallMs: 5, ...counts };
  expect(interruptedSearch({ ...seen, strategy: 'bfs' })).toMatchObject({
    ...{ name: 'a', end: 'stopped' },
    text: 'interrupted; every interleaving of up to 6 steps covered, 1 500 states',
  });
  const { text } = interruptedSearch({ ...seen, strategy: 'swarm' });
  expect(text).toBe('interrupted; 9 000 steps taken');
});
