import { expect, test } from 'vitest';
import { endText, interruptedSearch } from './search-end.js';

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

test('one state is spoken of as one', () => {
  const result = {
    ...{ states: 1, transitions: 0, depthCovered: 0, lastNews: 0 },
    finding: undefined,
  };
  const said = (end: 'exhausted' | 'depth'): string =>
    endText({ ...result, end }, { prunes: [] }, 1000);
  expect(said('exhausted')).toBe('the one reachable state covered');
  expect(said('depth')).toBe(
    'nothing found in 1 state; every interleaving of up to 1 step covered',
  );
});
