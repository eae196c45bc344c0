import { describe, expect, test } from 'vitest';
import { not, type Predicate } from '../predicate/index.js';
import { search } from './engine.js';
import { PredicateError } from './judge.js';
import { naiveSearch } from './naive.js';
import { pingPong, PING_PONG_SETTINGS, type PingPong } from './ping-pong.fixture.js';
import { takePath } from './replay.js';
import type { SearchResult, SearchSettings } from './search.js';
import { worldKey } from '../system/index.js';

function both(
  system: PingPong,
  changes: Partial<SearchSettings> = {},
): readonly [SearchResult, SearchResult] {
  const settings = { ...PING_PONG_SETTINGS, ...changes };
  return [searched(system, settings), naiveSearch(pingPong(system), settings)];
}

/** A search's result, after checking that each reported state is where its path leads. */
function searched(system: PingPong, settings: SearchSettings): SearchResult {
  const problem = pingPong(system);
  const result = search(problem, settings);
  for (const approach of [result.finding, result.nearest()]) {
    if (approach === undefined) continue;
    const { events, state } = approach;
    expect(worldKey(takePath(problem, settings.links, events))).toBe(worldKey(state));
  }
  return result;
}

function counts(result: SearchResult): object {
  const { end, states, transitions, depth, depthCovered } = result;
  const { statesPerDepth, transitionsFromDepth, prunedPerDepth } = result;
  return {
    end,
    states,
    transitions,
    depth,
    depthCovered,
    statesPerDepth,
    transitionsFromDepth,
    prunedPerDepth,
  };
}

describe('the engine counts what the naive search counts', () => {
  const systems: readonly PingPong[] = [
    { clients: 1, pings: 1 },
    { clients: 1, pings: 3 },
    { clients: 2, pings: 3 },
    { clients: 3, pings: 2 },
  ];
  for (const system of systems) {
    for (const diamonds of [true, false]) {
      test(`${system.clients} × ${system.pings}, diamonds ${diamonds}`, () => {
        const [fast, naive] = both(system, { diamonds });
        expect(counts(fast)).toEqual(counts(naive));
        expect(fast.end).toBe('exhausted');
      });
    }
  }

  test('without prunes', () => {
    const [fast, naive] = both({ clients: 2, pings: 2 }, { prunes: [] });
    expect(counts(fast)).toEqual(counts(naive));
  });

  test('to a depth', () => {
    const [fast, naive] = both({ clients: 2, pings: 3 }, { depthMax: 7 });
    expect(counts(fast)).toEqual(counts(naive));
    expect(fast.end).toBe('depth');
  });

  test('to a number of states', () => {
    const [fast, naive] = both({ clients: 2, pings: 3 }, { statesMax: 100 });
    expect(fast.end).toBe('states');
    expect(fast.states).toBe(100);
    expect(fast.statesPerDepth).toEqual(naive.statesPerDepth);
  });

  test('to exactly all states', () => {
    const [fast] = both({ clients: 2, pings: 3 }, { statesMax: 255 });
    expect(fast.end).toBe('exhausted');
  });
});

describe('the engine finds what the naive search finds', () => {
  const twoResults: Predicate = {
    name: 'two results',
    kind: 'clients',
    test: (clients) => clients.every((client) => client.results.length >= 2),
  };

  test('a goal, by a path as short', () => {
    const [fast, naive] = both({ clients: 2, pings: 3 }, { goals: [twoResults] });
    expect(fast.end).toBe('goal');
    expect(counts(fast)).toEqual(counts(naive));
    expect(fast.finding?.predicate).toBe(twoResults);
    expect(fast.finding?.events.length).toBe(naive.finding?.events.length);
  });

  test('a violation', () => {
    const [fast, naive] = both({ clients: 2, pings: 3, client: 'HastyClient' });
    expect(fast.end).toBe('violation');
    expect(counts(fast)).toEqual(counts(naive));
    expect(fast.finding?.detail).toBe(naive.finding?.detail);
    expect(fast.finding?.events.length).toBe(naive.finding?.events.length);
  });

  test('an exception', () => {
    const [fast, naive] = both({ clients: 2, pings: 3, text: 'boom' });
    expect(fast.end).toBe('exception');
    expect(counts(fast)).toEqual(counts(naive));
    expect(fast.finding?.exception).toEqual(naive.finding?.exception);
    expect(fast.finding?.events.length).toBe(naive.finding?.events.length);
  });
});

describe('a search ends honestly', () => {
  const large = { clients: 3, pings: 10 };

  test('when its memory is used up', () => {
    const settings = { ...PING_PONG_SETTINGS, memoryMaxBytes: 1 };
    const result = search(pingPong(large), settings);
    expect(result.end).toBe('memory');
    expect(result.states).toBeLessThan(10_000);
    expect(result.nearest()?.events.length).toBeGreaterThan(0);
  });

  test('when its time is over', () => {
    const settings = { ...PING_PONG_SETTINGS, timeMaxMs: 0 };
    expect(search(pingPong(large), settings).end).toBe('time');
  });

  test('when it is told to stop, and it says how far it got', () => {
    const seen: number[] = [];
    const result = search(pingPong(large), PING_PONG_SETTINGS, (progress) => {
      seen.push(progress.states);
      return seen.length < 2 ? 'go on' : 'stop';
    });
    expect(result.end).toBe('stopped');
    expect(seen[1]).toBeGreaterThan(seen[0] as number);
    expect(result.states).toBe(seen[1]);
  });

  test('when an invariant throws: it is violated', () => {
    const [fast, naive] = both({ clients: 1, pings: 2 }, { invariants: [throwing], prunes: [] });
    expect(fast.end).toBe('violation');
    expect(fast.finding?.detail).toContain('no such thing');
    expect(counts(fast)).toEqual(counts(naive));
  });

  test('when a goal or a prune throws: nothing it shows counts', () => {
    const opposite = not(throwing);
    for (const changes of [{ goals: [opposite] }, { prunes: [opposite] }]) {
      const settings = { ...PING_PONG_SETTINGS, ...changes };
      expect(() => search(pingPong({ clients: 1, pings: 2 }), settings)).toThrow(PredicateError);
    }
  });
});

const throwing: Predicate = {
  name: 'throws at a result',
  kind: 'eachClient',
  test: ({ results }) => {
    if (results.length > 0) throw new Error('no such thing');
    return true;
  },
};

describe('random probes', () => {
  const random = { strategy: 'random', depthMax: 60, statesMax: 2_000 } as const;

  test('end after a given number of steps, the same way for the same seed', () => {
    const system = { clients: 2, pings: 5 };
    const probe = (seed: number): SearchResult =>
      search(pingPong(system), { ...PING_PONG_SETTINGS, ...random, seed });
    const first = probe(1);
    const second = probe(1);
    expect(first.end).toBe('probes');
    expect(first.transitions).toBe(2_000);
    expect(counts(second)).toEqual(counts(first));
    expect(second.nearest()).toEqual(first.nearest());
    expect(probe(2).nearest()?.events).not.toEqual(first.nearest()?.events);
  });

  test('find a violation that replays', () => {
    const [fast, naive] = both({ clients: 2, pings: 3, client: 'HastyClient' }, random);
    expect(fast.end).toBe('violation');
    expect(naive.end).toBe('violation');
    expect(fast.finding?.detail).toContain('client');
  });

  test('find an exception', () => {
    const [fast] = both({ clients: 2, pings: 3, text: 'boom' }, random);
    expect(fast.end).toBe('exception');
    expect(fast.finding?.exception?.fault.message).toContain('no booms');
  });

  test('say so when nothing can happen', () => {
    const [fast] = both({ clients: 0, pings: 1 }, random);
    expect(fast.end).toBe('exhausted');
    expect(fast.states).toBe(1);
  });
});
