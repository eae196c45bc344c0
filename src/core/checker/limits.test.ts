import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Links } from '../system/index.js';
import { Limits } from './limits.js';
import { reserveInts } from './memory.js';
import type { SearchSettings } from './search.js';

const INTS = 100_000_000;
const before = globalThis.gc;

// Search processes are started with --expose-gc.
beforeAll(() => {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
});
afterAll(() => {
  globalThis.gc = before;
});

/** Takes 400 MB as a search does, and drops them. */
function search(): void {
  const ints = reserveInts(INTS, true);
  for (let i = 0; i < INTS; i += 256) ints[i] = 1;
}

const SETTINGS: SearchSettings = {
  ...{ links: Links.all, invariants: [], goals: [], prunes: [], strategy: 'bfs' },
  ...{ depthMax: 1, statesMax: 1, timeMaxMs: 1000, memoryMaxBytes: 0, seed: 1, workers: 1 },
  ...{ diamonds: true, patience: Infinity },
};

test('a search finds the memory free that the one before it used', async () => {
  const startBytes = process.memoryUsage.rss();
  search();
  const usedBytes = process.memoryUsage.rss();
  expect(usedBytes - startBytes).toBeGreaterThan(300e6);
  const memoryMaxBytes = startBytes + 300e6;
  const limits = new Limits({ ...SETTINGS, memoryMaxBytes }, undefined);
  // Another thread frees the memory.
  await expect.poll(() => limits.hasRoomFor(0)).toBe(true);
});
