import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import { and, not, or, type Predicate } from '../predicate/index.js';
import { Links } from '../system/index.js';
import { search } from './engine.js';
import { naiveSearch } from './naive.js';
import type { SearchResult, SearchSettings } from './search.js';
import { TOY_LEAVES, toyProblem, type ToySystem } from './toy-system.fixture.js';

const toys: fc.Arbitrary<ToySystem> = fc.record({
  seed: fc.nat(1_000_000),
  servers: fc.integer({ min: 1, max: 3 }),
  clients: fc.integer({ min: 0, max: 2 }),
  states: fc.integer({ min: 1, max: 3 }),
  messages: fc.integer({ min: 1, max: 3 }),
  commands: fc.integer({ min: 1, max: 3 }),
  faults: fc.constantFrom(0, 0, 0, 5),
});

const leaf = fc.constantFrom(...TOY_LEAVES);
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  leaf,
  leaf.map((inner) => not(inner)),
  fc.tuple(leaf, leaf).map(([a, b]) => and(a, b)),
  fc.tuple(leaf, leaf).map(([a, b]) => or(not(a), b)),
);

const links = fc.constantFrom(
  Links.all,
  Links.all.withReceiver(toAddress('server0'), false),
  Links.all.withPartition(toAddress('server0'), toAddress('client0')),
  Links.all.withTimers(toAddress('server0'), false),
);

const settings: fc.Arbitrary<SearchSettings> = fc.record({
  links,
  invariants: fc.array(predicate.map(not), { maxLength: 1 }),
  goals: fc.array(predicate, { maxLength: 1 }),
  prunes: fc.array(predicate, { maxLength: 2 }),
  strategy: fc.constant('bfs' as const),
  depthMax: fc.integer({ min: 1, max: 4 }),
  statesMax: fc.constantFrom(400, 1500),
  timeMaxMs: fc.constant(60_000),
  memoryMaxBytes: fc.constant(8e9),
  seed: fc.constant(1),
  workers: fc.constant(1),
  diamonds: fc.boolean(),
  patience: fc.constant(Infinity),
});

/** Everything that has to be equal; if the state budget runs out, the rest depends on the order. */
function comparable(result: SearchResult, { statesMax }: SearchSettings): object {
  const { end, states, statesPerDepth, depth, depthCovered, finding } = result;
  const found = { predicate: finding?.predicate, length: finding?.events.length };
  if (states === statesMax) return { states, depthCovered };
  const { transitions, transitionsFromDepth, prunedPerDepth } = result;
  const counts = { transitions, transitionsFromDepth, prunedPerDepth };
  return { end, states, statesPerDepth, depth, depthCovered, ...found, ...counts };
}

/** The result of the probes, and the path that they found. */
function walked(result: SearchResult): object {
  const { end, transitions, statesPerDepth, transitionsFromDepth, prunedPerDepth } = result;
  const { lastNews } = result;
  const { events, detail, exception } = result.finding ?? {};
  const counts = { transitions, lastNews, statesPerDepth, transitionsFromDepth, prunedPerDepth };
  return { end, ...counts, events, predicate: result.finding?.predicate, detail, exception };
}

describe('the engine and the naive search agree on random systems', () => {
  test('counts, verdict and length of the path', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(toys, settings, (toy, chosen) => {
        const naive = naiveSearch(toyProblem(toy), chosen);
        const fast = search(toyProblem(toy), chosen);
        ends.add(fast.end);
        expect(comparable(fast, chosen)).toEqual(comparable(naive, chosen));
      }),
      { numRuns: 150 },
    );
    // Otherwise the systems do not serve their purpose.
    expect([...ends].sort()).toEqual(expect.arrayContaining(['depth', 'exhausted', 'goal']));
  }, 60_000);

  test('the state a path leads to is the one that was found', () => {
    fc.assert(
      fc.property(toys, predicate, (toy, goal) => {
        const base = { ...baseSettings, goals: [goal] };
        const fast = search(toyProblem(toy), base);
        fc.pre(fast.end === 'goal');
        expect(fast.finding?.predicate).toBe(goal);
        expect(fast.finding?.events.length).toBe(fast.depth);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test.each(['random', 'swarm'] as const)(
    '%s probes take the same steps, one by one',
    (strategy) => {
      const ends = new Set<string>();
      const probing = fc
        .tuple(settings, fc.constantFrom(Infinity, 10, 60))
        .map(([chosen, patience]) => ({ ...chosen, strategy, patience }));
      fc.assert(
        fc.property(toys, probing, fc.nat(100), fc.integer({ min: 1, max: 40 }), (...drawn) => {
          const [toy, base, seed, depthMax] = drawn;
          const chosen = { ...base, seed, depthMax };
          const naive = naiveSearch(toyProblem(toy), chosen);
          const fast = search(toyProblem(toy), chosen);
          ends.add(fast.end);
          expect(walked(fast)).toEqual(walked(naive));
        }),
        { numRuns: 150 },
      );
      expect([...ends].sort()).toEqual(expect.arrayContaining(['goal', 'probes', 'settled']));
    },
    60_000,
  );
});

const baseSettings: SearchSettings = {
  links: Links.all,
  invariants: [],
  goals: [],
  prunes: [],
  strategy: 'bfs',
  depthMax: 4,
  statesMax: 2000,
  timeMaxMs: 60_000,
  memoryMaxBytes: 8e9,
  seed: 1,
  workers: 1,
  diamonds: true,
  patience: Infinity,
};
