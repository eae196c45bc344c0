import { loadKnownLab } from '../src/core/labs/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { searchWith } from '../src/core/checker/index.js';
import { LabThread } from '../src/core/judge/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { executeSearchTest, type SearchTestOutcome } from '../src/core/testkit/index.js';
import { materialise, readMutant, solutionFolder } from './mutants/index.js';

const { definition, terms } = await loadKnownLab('2');

const folder = mkdtempSync(join(tmpdir(), 'labtest-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Uses threads from the first state on, although they cost more than they save there. */
const search = searchWith({ workersFrom: 0 });

/** All that a search test reports, except the time it took. */
async function told(lab: string, number: string, workers: number): Promise<SearchTestOutcome> {
  const tested = definition.tests[number];
  if (tested?.kind !== 'search') throw new Error(`${number} is no search test`);
  const classes = terms.given.createTable();
  const thread = new LabThread(await compileLab(lab, terms.given), terms, classes);
  try {
    const { handlers, twins } = thread;
    const outcome = executeSearchTest(
      tested,
      { handlers, twins, classes },
      {
        search,
        statesMax: 40_000,
        timeMaxMs: 600_000,
        memoryMaxBytes: 8e9,
        workers,
        seed: 1,
      },
    );
    return { ...outcome, searches: outcome.searches.map((each) => ({ ...each, wallMs: 0 })) };
  } finally {
    thread.close();
  }
}

const REFERENCE = join(solutionFolder('lab2-reference'), 'src');

test.each(['2.16', '2.17', '2.18', '2.19', '2.20'])(
  'the reference’s report of %s is the same with one worker and with two',
  async (number) => {
    expect(await told(REFERENCE, number, 2)).toEqual(await told(REFERENCE, number, 1));
  },
);

test.each([
  ['executed-every-time', '2.16'],
  ['error-reply-without-handler', '2.16'],
  ['first-view-numbered-zero', '2.17'],
  ['replied-before-backup', '2.17'],
  ['forward-of-old-view-accepted', '2.18'],
  ['late-transfer-overwrites', '2.19'],
  ['failed-primary-becomes-backup', '2.19'],
  ['executed-every-time', '2.20'],
])('so is that of the mutant %s, which fails %s', async (name, number) => {
  const mutant = readMutant(name);
  const lab = join(folder, `${name}-${number}`);
  materialise(mutant, lab);
  const source = mutant.patch[0]?.file.startsWith('src/') === true ? join(lab, 'src') : lab;
  const one = await told(source, number, 1);
  expect(one.verdict).toBe('failed');
  expect(await told(source, number, 2)).toEqual(one);
});
