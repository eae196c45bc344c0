import { expect, test } from 'vitest';
import { depthsText } from './search-end.js';

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
