import type * as WorkerThreads from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { searchWith } from '../engine.js';
import { pingPong, PING_PONG_SETTINGS } from '../ping-pong.fixture.js';
import type { SearchResult } from '../search.js';
import { TOY_LEAVES, toyProblem } from '../toy-system.fixture.js';

/** The threads that were started, so that a test can end one. */
const threads: WorkerThreads.Worker[] = [];

vi.mock('node:worker_threads', async (original) => {
  const module = await original<typeof WorkerThreads>();
  class NotedWorker extends module.Worker {
    constructor(...args: ConstructorParameters<typeof module.Worker>) {
      super(...args);
      threads.push(this);
    }
  }
  return { ...module, Worker: NotedWorker };
});

const together = searchWith({ workersFrom: 0 });
const alone = searchWith({ workersFrom: Infinity });
/** 46655 states, levels of some thousand. */
const SYSTEM = { clients: 3, pings: 5 };

/** Everything that must not depend on the threads. */
function told(result: SearchResult) {
  return { ...result, bytes: 0, nearest: result.nearest() };
}

afterEach(() => {
  threads.length = 0;
});

describe('threads that expand', () => {
  test('change nothing in what is counted and found', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 3 };
    const counts = told(together(pingPong(SYSTEM), settings));
    const expected = told(alone(pingPong(SYSTEM), settings));
    expect(threads.length).toBe(2);
    expect(counts).toEqual(expected);
  }, 60_000);

  test('change nothing in what is found when the states run out', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 2, statesMax: 20_000, prunes: [] };
    const counts = told(together(pingPong(SYSTEM), settings));
    const expected = told(alone(pingPong(SYSTEM), settings));
    expect(counts).toEqual(expected);
    expect(counts.end).toBe('states');
  }, 60_000);

  test('change nothing on a random system with many kinds of messages', () => {
    const toy = { seed: 7, servers: 3, clients: 2, states: 3, messages: 3, commands: 2, faults: 0 };
    const settings = { ...PING_PONG_SETTINGS, invariants: [], workers: 2, statesMax: 60_000 };
    const counts = told(together(toyProblem(toy), settings));
    const expected = told(alone(toyProblem(toy), settings));
    expect(counts).toEqual(expected);
  }, 60_000);

  test('can be ended in the middle of a search without harm', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 3 };
    let ended = false;
    const counts = told(
      together(pingPong(SYSTEM), settings, () => {
        if (!ended) void threads[0]?.terminate();
        ended = true;
        return 'go on';
      }),
    );
    const expected = told(alone(pingPong(SYSTEM), settings));
    expect(ended).toBe(true);
    expect(counts).toEqual(expected);
  }, 60_000);
});

describe('threads that take probes', () => {
  const PROBES = { ...PING_PONG_SETTINGS, strategy: 'random', depthMax: 60, workers: 3 } as const;

  test.each([
    { name: 'steps run out', system: SYSTEM, changes: { statesMax: 300_000 } },
    { name: 'many steps are taken back', system: SYSTEM, changes: { statesMax: 50_000 } },
    { name: 'one finds something', system: { ...SYSTEM, client: 'HastyClient' }, changes: {} },
    {
      name: 'they are a swarm',
      system: SYSTEM,
      changes: { strategy: 'swarm', statesMax: 100_000 },
    },
    { name: 'one throws', system: { ...SYSTEM, text: 'boom' }, changes: {} },
  ] as const)('change nothing when $name', ({ system, changes }) => {
    const settings = { ...PROBES, ...changes };
    const found = told(together(pingPong(system), settings));
    const expected = told(alone(pingPong(system), settings));
    expect(threads.length).toBe(2);
    expect(found).toEqual(expected);
  });

  test('change nothing where predicates read what is on its way', () => {
    for (let seed = 0; seed < 4; seed++) {
      const toy = { seed, servers: 3, clients: 2, states: 3, messages: 3, commands: 2, faults: 0 };
      const prunes = [TOY_LEAVES[seed % TOY_LEAVES.length] as (typeof TOY_LEAVES)[number]];
      const settings = { ...PROBES, invariants: [], prunes, seed, statesMax: 10_000 };
      const found = told(together(toyProblem(toy), settings));
      const expected = told(alone(toyProblem(toy), settings));
      expect(found).toEqual(expected);
    }
  }, 60_000);

  test('can be ended in the middle of a search without harm', () => {
    const settings = { ...PROBES, statesMax: 2_000_000 };
    let ended = false;
    const found = told(
      together(pingPong(SYSTEM), settings, () => {
        if (!ended) for (const thread of threads) void thread.terminate();
        ended = true;
        return 'go on';
      }),
    );
    const expected = told(alone(pingPong(SYSTEM), settings));
    expect(ended).toBe(true);
    expect(found).toEqual(expected);
  }, 60_000);
});
