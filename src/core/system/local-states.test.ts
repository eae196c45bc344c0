import { expect, test } from 'vitest';
import type { Canonical } from '../canon/index.js';
import { toAddress, type Address } from '../lab/index.js';
import { LocalStates } from './local-states.js';
import { Results } from './results.js';
import type { LocalState } from './world.js';

const stateOf = (text: string): LocalState => {
  return { node: text as Canonical, timers: [], results: Results.none };
};

test('the states of nodes are those of a Map to which the same was done, in its order', () => {
  const nodes = ['b', 'a', 'c'].map(toAddress) as [Address, Address, Address];
  const map = new Map<Address, LocalState>();
  let states = LocalStates.none;
  for (const [i, node] of [...nodes, nodes[1], nodes[0]].entries()) {
    const state = stateOf(String(i));
    const before = [...states];
    const old = states;
    states = states.with(node, state);
    map.set(node, state);
    expect([...old]).toEqual(before);
    expect([...states]).toEqual([...map]);
  }
  expect(states.without(toAddress('d'))).toBe(states);
  map.delete(nodes[0]);
  const fewer = states.without(nodes[0]);
  expect([...fewer.entries()]).toEqual([...map]);
  expect([[...fewer.keys()], [...fewer.values()]]).toEqual([[...map.keys()], [...map.values()]]);
  expect([fewer.size, fewer.has(nodes[0]), fewer.get(nodes[0])]).toEqual([2, false, undefined]);
  expect(LocalStates.of(map).get(nodes[1])).toBe(map.get(nodes[1]));
  const seen: unknown[] = [];
  fewer.forEach((state, node) => seen.push([node, state]));
  expect(seen).toEqual([...map]);
});
