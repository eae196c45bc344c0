import { expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import { depthsText, pathLines, profileLines } from './render-search.js';

test('every depth of a search is shown, as long as they fit a line', () => {
  expect(depthsText({ statesPerDepth: [1, 3, 7] })).toBe('states at each depth: 1 3 7');
  const full = Array.from({ length: 27 }, (_, depth) => depth);
  expect(depthsText({ statesPerDepth: full })).toBe(`states at each depth: ${full.join(' ')}`);
});

test('of a deep search its beginning and end are shown', () => {
  const statesPerDepth = Array.from({ length: 3000 }, (_, depth) => depth);
  expect(depthsText({ statesPerDepth })).toMatch(
    /^states at each depth: 0 1 2 .* 23 … 2997 2998 2999$/,
  );
});

const server1 = toAddress('server1');

test('a profile shows what matters most first', () => {
  const profile = {
    nodes: [{ node: server1, states: 3 }],
    fields: [{ node: server1, field: 'count', values: 3, valuesOrderBlind: 3 }],
    messages: [],
    notIdempotent: [
      {
        handler: 'Counter.handleAdd',
        node: server1,
        again: 'server1.count: 1 → 2',
        counts: true,
      },
    ],
  };
  expect(profileLines(profile)).toEqual([
    'server1.count has 3 values in 3 states',
    'Counter.handleAdd reacts to the same message again: server1.count: 1 → 2',
  ]);
});

test('a path shows its steps by their numbers, with what they did', () => {
  const step = { number: 7, text: 'server1: PingTimer fires', effects: [], log: [] };
  const next = { ...step, number: 9, effects: ['view.viewNum: 0 → 1'], log: ['INFO up'] };
  const path = { search: 'a', leadsTo: 'nearest', before: [step], steps: [next] } as const;
  expect(pathLines(path)).toEqual([
    'the path to the state that came nearest:',
    'how the test got to where the search started (1 step):',
    '  7. server1: PingTimer fires',
    'from there (1 step):',
    '  9. server1: PingTimer fires',
    '       view.viewNum: 0 → 1',
    '       INFO up',
  ]);
});
