/**
 * The monitors of lab 2's rules: silent on every correct solution, and each rule named where a
 * mutant breaks it.
 */
import { loadKnownLab } from '../src/core/labs/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diagnosisLines } from '../src/core/report/index.js';
import { search } from '../src/core/checker/index.js';
import { diagnoseSearch, StoryRecorder } from '../src/core/diagnose/index.js';
import type { Lab } from '../src/core/box/index.js';
import { LabThread } from '../src/core/judge/index.js';
import { levelRank } from '../src/core/lab/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import { loadLab, type CompiledLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import {
  executeRunTest,
  executeSearchTest,
  type SearchTest,
  type StoryStep,
} from '../src/core/testkit/index.js';
import { annotate, traceOfPath } from '../src/core/trace/index.js';
import { insight } from '../src/tests/lab2-primarybackup/insight/index.js';
import {
  hasViewReply,
  lab2SearchTest,
} from '../src/tests/lab2-primarybackup/steps/search-steps.js';
import { c1, c2, s1, s2, s3 } from '../src/tests/lab2-primarybackup/steps/staged-steps.js';
import { VIEW_SERVER } from '../src/tests/lab2-primarybackup/subjects.js';
import { and, append, CLIENTS_DONE, listWorkload, not } from '../src/testing.js';
import { correctSolutions, materialise, readMutant, solutionFolder } from './mutants/index.js';

const { definition, spec, terms } = await loadKnownLab('2');
const { tests } = definition;
const scratch = mkdtempSync(join(tmpdir(), 'labtest-rules-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function compiled(folder: string): Promise<CompiledLab> {
  return compileLab((await findLabFolder(folder, folder, '2')).solution, terms.given);
}

/** What the monitors say about a story. */
function said(story: readonly StoryStep[], { classes }: Lab): string[] {
  const nameOf = (value: object): string => classes.nameOf(value) ?? 'object';
  return insight.broken(story, nameOf).map(({ rule, message }) => `${rule}: ${message}`);
}

const HEAD = {
  lab: '2',
  test: '',
  seed: 1,
  solution: '',
  harness: '',
  verdict: { verdict: 'failed', detail: '' },
} as const;

/** The diagnosis of a search test that fails. */
function diagnosis(lab: CompiledLab, tested: SearchTest): readonly string[] {
  const classes = terms.given.createTable();
  const thread = new LabThread(lab, terms, classes);
  try {
    const outcome = executeSearchTest(
      tested,
      { handlers: thread.handlers, classes },
      {
        search,
        statesMax: 300_000,
        timeMaxMs: 600_000,
        memoryMaxBytes: 4e9,
        workers: 1,
        seed: 1,
      },
    );
    const { failure, verdict, counterexample, nearest, profile } = outcome;
    const found = counterexample ?? nearest;
    expect(verdict).toBe('failed');
    if (failure === undefined || found === undefined) throw new Error('it found no path');
    const handlers = { handlers: thread.handlers, classes };
    const head = { ...HEAD, classes: classes.catalogue() };
    const path = annotate(traceOfPath(found, head), handlers);
    return diagnosisLines(diagnoseSearch({ failure, path, profile, classes, insight }));
  } finally {
    thread.close();
  }
}

/**
 * Fails on a correct solution, too: it gives the path to where clients are done after two view
 * changes.
 */
const wayThroughViews = lab2SearchTest((system) => {
  const start = system.start({
    servers: [VIEW_SERVER, s1, s2, s3],
    clients: {
      [c1]: listWorkload([append('foo', 'w'), append('foo', 'x')]),
      [c2]: listWorkload([append('foo', 'y'), append('foo', 'z')]),
    },
  });
  const arrived = and(CLIENTS_DONE, hasViewReply(4));
  system.probe('a path through views', start, system.settings.invariant(not(arrived)).depth(1000));
});

const RUNS = ['2.9', '2.13', '3.3', '3.6', '3.8', '3.10', '3.12', '3.13', '3.16'];

describe('the monitor is silent on', () => {
  test.each(correctSolutions())('runs of %s', async (name) => {
    const lab = loadLab(await compiled(solutionFolder(name)), terms);
    for (const number of RUNS) {
      const [tested, its] = [tests[number], spec.tests.find((each) => each.number === number)];
      if (tested === undefined || tested.kind === 'search' || its?.kind !== 'run') {
        throw new Error(`${number} is no run test`);
      }
      const { limitMs, eventsMax, seeds } = its;
      const story = new StoryRecorder();
      const [seed = 1] = seeds;
      const limits = { limitMs, eventsMax, timeouts: true, logThreshold: levelRank('OFF') };
      const options = { seed, ...limits, observers: [story] };
      const { verdict } = executeRunTest(tested, lab, options);
      expect([number, verdict, said(story.steps, lab)]).toEqual([number, 'passed', []]);
    }
  });

  test.each(correctSolutions())('random ways of %s', async (name) => {
    const lab = await compiled(solutionFolder(name));
    const lines = diagnosis(lab, wayThroughViews);
    expect(lines.filter((line) => /^(cause|also|rule|views)/.test(line))).toEqual([]);
  });
});

describe('the monitor speaks of', () => {
  test.each([
    ['rule 1', 'idle-server-promoted', '3.18'],
    ['rule 2', 'replied-before-backup', '3.19'],
    ['rule 3', 'forward-of-old-view-accepted', '3.21'],
    ['rule 4', 'backup-answers-the-client', '3.19'],
    ['rule 5', 'served-while-transferring', '3.23'],
    ['rule 6', 'acknowledged-before-transfer', '3.22'],
    ['views', 'anybody-acknowledges', '3.18'],
    ['views', 'same-pair-new-number', '3.18'],
  ])('%s where %s breaks it in %s', async (rule, name, number) => {
    const folder = join(scratch, name);
    materialise(readMutant(name), folder);
    const tested = tests[number];
    if (tested?.kind !== 'search') throw new Error(`${number} is no search test`);
    const lines = diagnosis(await compiled(folder), tested);
    expect(lines).toContainEqual(expect.stringMatching(`^${rule} `));
  });
});
