import { loadKnownLab } from '../../src/core/labs/index.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { naiveSearch, search } from '../../src/core/checker/index.js';
import { LabThread } from '../../src/core/judge/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import {
  executeSearchTest,
  type SearchedLab,
  type SearchOutcome,
  type SearchTestOptions,
} from '../../src/core/testkit/index.js';
import { TOY_SEARCHES } from './toy-systems.js';

interface GoldenSearch {
  readonly name: string;
  readonly end: string;
  /** The length of the path to what was found. */
  readonly length?: number;
  readonly states?: number;
  readonly transitions?: number;
  readonly depth?: number;
  readonly statesPerDepth?: readonly number[];
}

const GOLDEN = JSON.parse(readFileSync(new URL('toy-counts.json', import.meta.url), 'utf8')) as {
  readonly searches: readonly GoldenSearch[];
};

const OPTIONS: SearchTestOptions = {
  search,
  statesMax: 1_000_000,
  timeMaxMs: 600_000,
  memoryMaxBytes: 8e9,
  workers: 1,
  seed: 1,
  patience: Infinity,
};

const { terms } = await loadKnownLab('0');
let thread: LabThread;
let lab: SearchedLab;

beforeAll(async () => {
  const classes = terms.given.createTable();
  const folder = fileURLToPath(new URL('toy-lab', import.meta.url));
  thread = new LabThread(await compileLab(folder, terms.given), terms, classes);
  lab = { handlers: thread.handlers, twins: thread.twins, classes };
});
afterAll(() => thread.close());

/** What the original reports of a search: counts if it found nothing, else the path's length. */
function told(name: string, outcome: SearchOutcome): GoldenSearch {
  const { end, states, transitions, depth, statesPerDepth } = outcome;
  if (end === 'exhausted' || end === 'depth')
    return { name, end, states, transitions, depth, statesPerDepth };
  return { name, end, length: depth };
}

const paths: readonly (readonly [string, Partial<SearchTestOptions>])[] = [
  ['the naive search', { search: naiveSearch }],
  ['one worker', {}],
  ['two workers', { workers: 2 }],
];

describe.each(paths)('%s counts what the original counted', (_, change) => {
  test.each(GOLDEN.searches)('$name', (golden) => {
    const toy = TOY_SEARCHES[golden.name];
    if (toy === undefined) throw new Error(`there is no system ${golden.name}`);
    const { searches } = executeSearchTest(toy, lab, { ...OPTIONS, ...change });
    expect(told(golden.name, searches.at(-1) as SearchOutcome)).toEqual(golden);
  });
});

test('every system was measured', () => {
  expect(GOLDEN.searches.map(({ name }) => name)).toEqual(Object.keys(TOY_SEARCHES));
});
