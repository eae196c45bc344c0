import type * as WorkerThreads from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { searchWith } from './engine.js';
import { pingPong, PING_PONG_SETTINGS } from './ping-pong.fixture.js';
import { toyProblem } from './toy-system.fixture.js';

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

afterEach(() => {
  threads.length = 0;
});

describe('threads that help', () => {
  test('change nothing in what is counted and found', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 3 };
    const { bytes: _, ...counts } = together(pingPong(SYSTEM), settings);
    const { bytes: _bytes, ...expected } = alone(pingPong(SYSTEM), settings);
    expect(threads.length).toBe(2);
    expect(counts).toEqual(expected);
  }, 60_000);

  test('change nothing in what is found when the states run out', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 2, statesMax: 20_000, prunes: [] };
    const { bytes: _, ...counts } = together(pingPong(SYSTEM), settings);
    const { bytes: _bytes, ...expected } = alone(pingPong(SYSTEM), settings);
    expect(counts).toEqual(expected);
    expect(counts.end).toBe('states');
  }, 60_000);

  test('change nothing on a random system with many kinds of messages', () => {
    const toy = { seed: 7, servers: 3, clients: 2, states: 3, messages: 3, commands: 2, faults: 0 };
    const settings = { ...PING_PONG_SETTINGS, invariants: [], workers: 2, statesMax: 60_000 };
    const { bytes: _, ...counts } = together(toyProblem(toy), settings);
    const { bytes: _bytes, ...expected } = alone(toyProblem(toy), settings);
    expect(counts).toEqual(expected);
  }, 60_000);

  test('can be ended in the middle of a search without harm', () => {
    const settings = { ...PING_PONG_SETTINGS, workers: 3 };
    let ended = false;
    const { bytes: _, ...counts } = together(pingPong(SYSTEM), settings, () => {
      if (!ended) void threads[0]?.terminate();
      ended = true;
      return 'go on';
    });
    const { bytes: _bytes, ...expected } = alone(pingPong(SYSTEM), settings);
    expect(ended).toBe(true);
    expect(counts).toEqual(expected);
  }, 60_000);
});
