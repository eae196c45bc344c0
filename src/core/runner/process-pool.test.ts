import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import freshDist from '../../../scripts/fresh-dist.js';
import { levelRank } from '../lab/index.js';
import { loadKnownLab } from '../labs/index.js';
import type { RunTestSpec, SearchTestSpec } from '../registry/index.js';
import { compileLab } from '../compile/index.js';
import { ProcessPool } from './process-pool.js';
import type { JobEnd } from './test-process.js';

const PING_PONG = fileURLToPath(new URL('../../../solutions/lab0-reference/src', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'labtest-pool-'));

beforeAll(freshDist);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly end: JobEnd;
  readonly states: readonly number[];
}

/** What the searches of lab 0 report, one after the other, in processes of one pool. */
async function searches(count: number, memoryMaxBytes: number): Promise<Told[]> {
  const { code, spec, terms } = await loadKnownLab('0');
  const found = spec.tests.find((each): each is SearchTestSpec => each.kind === 'search');
  if (found === undefined) throw new Error('lab 0 has no search test');
  const pool = new ProcessPool(1, 60_000);
  pool.load({
    lab: await compileLab(PING_PONG, terms.given),
    code,
    place: { transport: 'thread' },
  });
  const told: Told[] = [];
  for (let i = 0; i < count; i++) {
    let states: number[] = [];
    const overrides = { workers: 1, memoryMaxBytes };
    const shared = {
      timeouts: true,
      checks: true,
      saveTraces: false,
      logThreshold: levelRank('OFF'),
      folder,
    };
    const job = { kind: 'search', test: found, seed: 1, overrides, ...shared } as const;
    const end = await pool.schedule(job, (message) => {
      if (message.kind !== 'search-done') return;
      states = message.outcome.searches.map((each) => each.states);
    });
    told.push({ end, states });
  }
  pool.close();
  return told;
}

test('a search reports the same in a process that has searched before', async () => {
  const [first, second] = await searches(2, 4e9);
  expect(first?.end).toEqual({ kind: 'done', isReusable: true });
  expect(first?.states.length).toBeGreaterThan(0);
  expect(second).toEqual(first);
});

test('a process whose memory is not nearly empty any more takes no other search', async () => {
  const [first, second] = await searches(2, 400e6);
  expect(first?.end).toEqual({ kind: 'done', isReusable: false });
  expect(second).toEqual(first);
});

test('what an early test still needs goes before the jobs of later tests', async () => {
  const { code, spec, terms } = await loadKnownLab('0');
  const found = spec.tests.find((each): each is RunTestSpec => each.kind === 'run');
  if (found === undefined) throw new Error('lab 0 has no run test');
  const pool = new ProcessPool(1, 60_000);
  pool.load({
    lab: await compileLab(PING_PONG, terms.given),
    code,
    place: { transport: 'thread' },
  });
  const flags = { timeouts: true, checks: true, saveTraces: false, logNodes: undefined };
  const job = { kind: 'run', test: found, log: 'shown', logThreshold: levelRank('OFF') } as const;
  const ended: string[] = [];
  const run = (turn: number, seed: number): Promise<void> =>
    pool
      .schedule({ ...job, ...flags, seeds: [seed], folder }, () => undefined, turn)
      .then(() => void ended.push(`test ${turn}, seed ${seed}`));
  const first = run(0, 1).then(() => run(0, 2));
  await Promise.all([first, run(1, 1), run(2, 1), run(1, 2)]);
  pool.close();
  expect(ended).toEqual([
    'test 0, seed 1',
    'test 0, seed 2',
    'test 1, seed 1',
    'test 1, seed 2',
    'test 2, seed 1',
  ]);
});
