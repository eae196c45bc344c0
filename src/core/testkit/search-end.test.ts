import { expect, test } from 'vitest';
import { interruptedSearch } from './search-end.js';

test('of a search that is interrupted, the levels that were surely covered are reported', () => {
  const counts = { states: 1500, transitions: 9000, depth: 7, statesPerDepth: [1, 2] };
  const seen = { search: 'a', wallMs: 5, ...counts };
  expect(interruptedSearch({ ...seen, strategy: 'bfs' })).toMatchObject({
    ...{ name: 'a', end: 'stopped' },
    text: 'interrupted; every interleaving of up to 6 steps covered, 1\u00a0500 states',
  });
  const { text } = interruptedSearch({ ...seen, strategy: 'swarm' });
  expect(text).toBe('interrupted; 9\u00a0000 steps taken');
});
