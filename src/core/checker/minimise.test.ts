import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESULTS_OK, SearchViews } from '../predicate/index.js';
import { worldKey, Stepper, type Event, type World } from '../system/index.js';
import { causalOrder } from './causal-order.js';
import { evaluateInvariant } from './judge.js';
import { minimise, type PathProblem } from './minimise.js';
import { naiveSearch } from './naive.js';
import { PING_PONG_SETTINGS, pingPong } from './ping-pong.fixture.js';

const problem = pingPong({ clients: 2, pings: 3, client: 'HastyClient' });
const stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
const views = new SearchViews(problem.plan, problem.classes);
const path: PathProblem = {
  stepper,
  start: problem.start,
  shows: (state) => !evaluateInvariant(RESULTS_OK, views.of(state)).holds,
};

/** A random search's path to a wrong result, much of which is not needed. */
function violation(seed: number): readonly Event[] {
  const probes = { strategy: 'random', depthMax: 200, statesMax: 100_000, seed } as const;
  const result = naiveSearch(problem, { ...PING_PONG_SETTINGS, ...probes });
  return result.finding?.events ?? [];
}

/** The state after events that can all be taken; undefined when one cannot. */
function taken(events: readonly Event[]): World | undefined {
  let state = problem.start;
  for (const event of events) {
    if (stepper.refusal(state, event) !== undefined) return undefined;
    state = stepper.step(state, event).world;
  }
  return state;
}

function isSubsequence(part: readonly Event[], whole: readonly Event[]): boolean {
  let at = 0;
  for (const event of whole) if (part[at] === event) at++;
  return at === part.length;
}

describe('a minimised path', () => {
  test('can be taken, shows the same, and is part of the old one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const events = violation(seed);
        const kept = minimise(path, events);
        const end = taken(kept);
        expect(end !== undefined && path.shows(end)).toBe(true);
        expect(isSubsequence(kept, events)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('holds no event that can be left out', () => {
    const kept = minimise(path, violation(7));
    for (let i = 0; i < kept.length; i++) {
      const end = taken(kept.toSpliced(i, 1));
      expect(end !== undefined && path.shows(end)).toBe(false);
    }
  });

  test('of a wrong result is the three steps that it takes', () => {
    expect(minimise(path, violation(3))).toHaveLength(3);
  });

  test('is empty when the start shows it already', () => {
    expect(minimise({ ...path, shows: () => true }, violation(1))).toEqual([]);
  });

  test('that does not show what it should is a bug of ours', () => {
    expect(() => minimise({ ...path, shows: () => false }, violation(1))).toThrow('does not show');
  });
});

describe('the causal order', () => {
  test('takes the same events to the same state, the last one last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const events = violation(seed);
        const ordered = causalOrder(stepper, problem.start, events);
        expect(new Set(ordered)).toEqual(new Set(events));
        expect(ordered.at(-1)).toBe(events.at(-1));
        const [before, after] = [taken(events), taken(ordered)];
        expect(after && worldKey(after)).toBe(before && worldKey(before));
      }),
      { numRuns: 25 },
    );
  });

  test('follows one message through before another begins', () => {
    const [first, second] = stepper.events(problem.start) as [Event, Event];
    const answer = (request: Event): Event => {
      const { effects } = stepper.step(problem.start, request);
      return { kind: 'deliver', envelope: effects.sends[0]! };
    };
    const events = [first, second, answer(first), answer(second)];
    const ordered = causalOrder(stepper, problem.start, events);
    expect(ordered.map((event) => events.indexOf(event))).toEqual([0, 2, 1, 3]);
  });
});
