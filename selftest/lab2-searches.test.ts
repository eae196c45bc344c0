import { loadKnownLab } from '../src/core/labs/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { naiveSearch, search, type Search } from '../src/core/checker/index.js';
import { LabThread } from '../src/core/judge/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { executeSearchTest, type SearchTestOutcome } from '../src/core/testkit/index.js';
import { materialise, readMutant, solutionFolder } from './mutants/index.js';

const LAB0 = await loadKnownLab('0');
const LAB2 = await loadKnownLab('2');

const folder = mkdtempSync(join(tmpdir(), 'labtest-searches-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const threads: LabThread[] = [];
afterEach(() => threads.splice(0).forEach((thread) => thread.close()));

interface Searching {
  readonly lab: string;
  readonly number: string;
  readonly strategy?: Search;
  readonly statesMax?: number;
  readonly workers?: number;
  /** Random probes in place of breadth-first searches, with this seed. */
  readonly probesSeed?: number;
}

/** Runs a search test as the runner does: the lab in its own thread, purity sampled. */
async function run(searching: Searching) {
  const { lab, number, strategy = search, statesMax = 250_000, workers = 1 } = searching;
  const { probesSeed } = searching;
  const { definition, terms } = lab.includes('lab0') ? LAB0 : LAB2;
  const tested = definition.tests[number];
  if (tested?.kind !== 'search') throw new Error(`${number} is no search test`);
  const classes = terms.given.createTable();
  const thread = new LabThread(await compileLab(lab, terms.given), terms, classes);
  threads.push(thread);
  return executeSearchTest(
    tested,
    { handlers: thread.handlers, twins: thread.twins, classes },
    {
      search: strategy,
      statesMax,
      timeMaxMs: 600_000,
      memoryMaxBytes: 4e9,
      workers,
      seed: probesSeed ?? 1,
      strategy: probesSeed === undefined ? undefined : 'random',
    },
  );
}

const counts = ({ searches }: SearchTestOutcome) =>
  searches.map(({ end, states, transitions, depth }) => [end, states, transitions, depth]);

const lab2 = join(solutionFolder('lab2-reference'), 'src');

describe('the reference solutions', () => {
  test('of lab 0 has the spaces of the Java original, by engine and naive search', async () => {
    const lab = join(solutionFolder('lab0-reference'), 'src');
    const expected = [
      ['goal', 84, 959, 20],
      ['exhausted', 120, 1595, 29],
    ];
    expect(counts(await run({ lab, number: '1.4' }))).toEqual(expected);
    expect(counts(await run({ lab, number: '1.4', strategy: naiveSearch }))).toEqual(expected);
  });

  test('passes 2.16, by engine and naive search', async () => {
    const expected = [
      ['goal', 166, 1237, 10],
      ['exhausted', 326, 3086, 17],
    ];
    const [fast, naive] = [
      await run({ lab: lab2, number: '2.16' }),
      await run({ lab: lab2, number: '2.16', strategy: naiveSearch }),
    ];
    expect([fast.verdict, naive.verdict]).toEqual(['passed', 'passed']);
    expect(counts(fast)).toEqual(expected);
    expect(counts(naive)).toEqual(expected);
  });

  test('passes 2.18, every space covered', async () => {
    const outcome = await run({ lab: lab2, number: '2.18' });
    expect(outcome.verdict).toBe('passed');
    expect(counts(outcome).slice(3)).toEqual([
      ['exhausted', 84_698, 1_722_748, 26],
      ['exhausted', 100_054, 2_057_724, 28],
      ['exhausted', 208_452, 4_285_201, 29],
    ]);
  });

  test('passes 2.19, every space covered', async () => {
    const outcome = await run({ lab: lab2, number: '2.19' });
    expect(outcome.verdict).toBe('passed');
    expect(counts(outcome).slice(5)).toEqual([
      ['exhausted', 2520, 57_096, 18],
      ['exhausted', 86_884, 2_117_920, 34],
    ]);
  });

  test('passes 2.17 and 2.20 as far as a small budget goes', async () => {
    const [bfs, random] = [
      await run({ lab: lab2, number: '2.17', statesMax: 60_000 }),
      await run({ lab: lab2, number: '2.20', statesMax: 20_000 }),
    ];
    expect([bfs.verdict, random.verdict]).toEqual(['passed', 'passed']);
    expect(random.searches[0]).toMatchObject({ end: 'probes', transitions: 20_000 });
  });
});

describe('a mutant', () => {
  test.each([
    ['any-reply-is-the-answer', '2.16', 'invariant', 'client1 got PutOk()'],
    ['executed-every-time', '2.16', 'invariant', 'AppendResult(value=barbazbaz)'],
    ['first-view-numbered-zero', '2.17', 'start', 'view 2 {server1, server2} begins'],
    ['replied-before-backup', '2.17', 'invariant', 'client1 got KeyNotFound() for Get(key=foo)'],
    ['forward-of-old-view-accepted', '2.18', 'invariant', 'one has to be longer'],
    ['late-transfer-overwrites', '2.19', 'invariant', 'client2 got AppendResult(value=y)'],
    ['failed-primary-becomes-backup', '2.19', 'goal', 'the backup joins and takes over'],
    ['error-reply-without-handler', '2.16', 'lab', 'PBClient has no handler'],
  ])('%s fails %s: %s, %s', async (name, number, kind, message) => {
    const lab = join(folder, `${name}-${number}`);
    const mutant = readMutant(name);
    materialise(mutant, lab);
    const outcome = await run({ lab: lab2Folder(lab, mutant.patch[0]?.file), number });
    expect(outcome.verdict).toBe('failed');
    expect(outcome.failure?.kind).toBe(kind);
    expect(outcome.failure?.message).toContain(message);
    const path = outcome.counterexample ?? outcome.nearest;
    expect(path?.steps.length).toBeGreaterThan(0);
  });
});

describe('a mutant that only a staged search kills', () => {
  test.each([
    ['forward-checked-by-sender-only', '3.19'],
    ['reads-answered-locally', '3.21'],
    ['reads-under-a-lease', '3.21'],
    ['history-not-transferred', '3.22'],
    ['reads-cached-at-the-client', '3.24'],
    ['own-state-kept-if-as-long', '3.25'],
    ['old-keys-survive-the-transfer', '3.25'],
    ['same-pair-new-number', '3.18'],
    ['retries-counted-in-requests', '3.17'],
  ])('%s fails %s in the same way each time, with one worker or two', async (name, number) => {
    const whole = join(folder, `${name}-${number}`);
    const mutant = readMutant(name);
    materialise(mutant, whole);
    const lab = lab2Folder(whole, mutant.patch[0]?.file);
    const [first, second] = [await run({ lab, number }), await run({ lab, number, workers: 2 })];
    expect(first.verdict).toBe('failed');
    expect(second.failure).toEqual(first.failure);
    expect(counts(second)).toEqual(counts(first));
    const texts = ({ counterexample }: SearchTestOutcome) =>
      counterexample?.steps.map(({ text }) => text);
    expect(texts(second)).toEqual(texts(first));
  });
});

// Only for tests that search once: a later stage begins where the probes of the one before ended.
describe('the path that random probes found', () => {
  test.each([
    ['any-reply-is-the-answer', '2.16'],
    ['executed-every-time', '2.16'],
    ['error-reply-without-handler', '2.16'],
  ])('of %s in %s is as short as the shortest, once it is minimised', async (name, number) => {
    const whole = join(folder, `${name}-${number}-probes`);
    const mutant = readMutant(name);
    materialise(mutant, whole);
    const lab = lab2Folder(whole, mutant.patch[0]?.file);
    const shortest = (await run({ lab, number })).counterexample;
    for (const probesSeed of [1, 2, 3]) {
      const { failure, counterexample: path } = await run({ lab, number, probesSeed });
      expect(failure?.kind).toBe(name === 'error-reply-without-handler' ? 'lab' : 'invariant');
      expect(path?.stepsFound).toBeGreaterThan(path?.steps.length ?? Infinity);
      expect(path?.steps.length).toBe(shortest?.steps.length);
    }
  });
});

/** The folder with the lab's index, whose files the patches name from above it or not. */
function lab2Folder(whole: string, file = ''): string {
  return file.startsWith('src/') ? join(whole, 'src') : whole;
}
