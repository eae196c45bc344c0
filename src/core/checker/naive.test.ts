import { describe, expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import { CLIENTS_DONE, type Predicate } from '../predicate/index.js';
import { Stepper } from '../system/index.js';
import { PredicateError } from './judge.js';
import { naiveSearch } from './naive.js';
import { PING_PONG_SETTINGS, pingPong } from './ping-pong.fixture.js';
import type { SearchResult, SearchSettings } from './search.js';

/** Like the fixture's settings, but nothing is pruned unless a test says so. */
function settings(change: Partial<SearchSettings>): SearchSettings {
  return { ...PING_PONG_SETTINGS, prunes: [], ...change };
}

/** Measured with the Java original and with an independent prototype. */
const COUNTS = [
  { clients: 1, pings: 1, states: 3, transitions: 5, depth: 2, pruned: [0, 0, 1] },
  { clients: 1, pings: 3, states: 15, transitions: 62, depth: 8 },
  { clients: 1, pings: 10, states: 120, transitions: 1595, depth: 29 },
  { clients: 2, pings: 1, states: 15, transitions: 60, depth: 5, pruned: [0, 0, 0, 0, 1, 2] },
  { clients: 2, pings: 3, states: 255, transitions: 2632, depth: 17 },
];

describe('a naive breadth-first search', () => {
  test.each(COUNTS)('$clients clients, $pings pings: counts as measured', (expected) => {
    const result = naiveSearch(
      pingPong({ clients: expected.clients, pings: expected.pings }),
      settings({ prunes: [CLIENTS_DONE] }),
    );
    expect(result).toMatchObject({
      end: 'exhausted',
      states: expected.states,
      transitions: expected.transitions,
      depth: expected.depth,
      ...(expected.pruned && { prunedPerDepth: expected.pruned }),
    });
  });

  test('counts each level', () => {
    const result = naiveSearch(
      pingPong({ clients: 2, pings: 2 }),
      settings({ prunes: [CLIENTS_DONE] }),
    );
    expect(result.statesPerDepth).toEqual([1, 2, 3, 6, 9, 10, 12, 12, 10, 8, 5, 2]);
    expect(result.transitionsFromDepth).toEqual([4, 10, 18, 40, 66, 80, 100, 108, 84, 54, 18, 0]);
    expect(result.prunedPerDepth).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 2]);
  });

  test('finds a goal by a shortest path that can be taken again', () => {
    const searched = pingPong({ clients: 1, pings: 2 });
    const { end, finding } = naiveSearch(searched, settings({ goals: [CLIENTS_DONE] }));
    expect(end).toBe('goal');
    expect(finding?.events).toHaveLength(4);
    const stepper = new Stepper(searched.plan, searched.handlers, searched.classes);
    let state = searched.start;
    for (const event of finding?.events ?? []) {
      expect(stepper.refusal(state, event)).toBeUndefined();
      state = stepper.step(state, event).world;
    }
    expect(state).toEqual(finding?.state);
  });

  test('finds the wrong result of a client that takes any pong', () => {
    const found = naiveSearch(
      pingPong({ clients: 1, pings: 2, client: 'HastyClient' }),
      settings({}),
    );
    expect(found.end).toBe('violation');
    expect(found.finding).toMatchObject({ predicate: { name: 'RESULTS_OK' } });
    expect(found.finding?.events).toHaveLength(3);
  });

  test('stops at its budget of states, and says how deep it covered everything', () => {
    const searched = pingPong({ clients: 2, pings: 3 });
    const result = naiveSearch(searched, settings({ statesMax: 20 }));
    expect(result).toMatchObject({ end: 'states', states: 20, depth: 4, depthCovered: 2 });
  });

  test('does not expand states at the depth limit', () => {
    const searched = pingPong({ clients: 2, pings: 2 });
    const result = naiveSearch(searched, settings({ depthMax: 3 }));
    expect(result).toMatchObject({ end: 'depth', states: 12, depth: 3, depthCovered: 2 });
  });

  test('ends at a handler that throws', () => {
    const result = naiveSearch(pingPong({ clients: 1, pings: 2, text: 'boom' }), settings({}));
    expect(result.end).toBe('exception');
    expect(result.finding?.exception?.fault.message).toContain('no booms');
  });

  test('checks the initial state, but does not prune it', () => {
    const searched = pingPong({ clients: 1, pings: 1 });
    const always: Predicate = { name: 'always', kind: 'state', test: () => true };
    const never: Predicate = { name: 'never', kind: 'state', test: () => false };
    expect(naiveSearch(searched, settings({ prunes: [always] })).states).toBe(2);
    expect(naiveSearch(searched, settings({ goals: [always] })).finding?.events).toEqual([]);
    expect(naiveSearch(searched, settings({ invariants: [never] })).end).toBe('violation');
  });

  test('a throwing invariant is a violation, a throwing goal or prune stops the search', () => {
    const searched = pingPong({ clients: 1, pings: 1 });
    const throws: Predicate = {
      name: 'reads what is not there',
      kind: 'state',
      test: () => {
        throw new TypeError('null has no fields');
      },
    };
    const violated = naiveSearch(searched, settings({ invariants: [throws] }));
    expect(violated.finding?.detail).toContain('null has no fields');
    expect(() => naiveSearch(searched, settings({ goals: [throws] }))).toThrow(PredicateError);
    expect(() => naiveSearch(searched, settings({ prunes: [throws] }))).toThrow(PredicateError);
  });

  test('keeps the state in which the clients got furthest', () => {
    const result = naiveSearch(pingPong({ clients: 1, pings: 3 }), settings({ depthMax: 4 }));
    expect(result.nearest()?.state.locals.get(toAddress('client1'))?.results).toHaveLength(2);
    expect(result.nearest()?.events).toHaveLength(4);
  });
});

describe('naive random probes', () => {
  const probes = { strategy: 'random', depthMax: 50, statesMax: 2000 } as const;

  test('take exactly the budgeted steps, and the same ones for the same seed', () => {
    const searched = pingPong({ clients: 2, pings: 3 });
    const first = naiveSearch(searched, settings({ ...probes, prunes: [CLIENTS_DONE] }));
    expect(first).toMatchObject({ end: 'probes', transitions: 2000 });
    const again = naiveSearch(searched, settings({ ...probes, prunes: [CLIENTS_DONE] }));
    const told = (result: SearchResult) => ({ ...result, bytes: 0, nearest: result.nearest() });
    expect(told(again)).toEqual(told(first));
    const other = naiveSearch(searched, settings({ ...probes, seed: 2, prunes: [CLIENTS_DONE] }));
    expect(other.statesPerDepth).not.toEqual(first.statesPerDepth);
  });

  test('find a violation', () => {
    const searched = pingPong({ clients: 1, pings: 3, client: 'HastyClient' });
    expect(naiveSearch(searched, settings(probes)).end).toBe('violation');
  });
});
