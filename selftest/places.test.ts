/**
 * Where a lab's code runs makes no difference: every unit and run test gives the same outcome, log
 * and trace, to the letter, in this realm and in a process over a pipe. Quick tests are run on more
 * seeds without a log: then the process works ahead of its judge. LABTEST_PLACES_SEEDS=50 tries
 * more of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fingerprint } from '../src/core/canon/index.js';
import { loadLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { boxCommand } from '../src/core/isolation/index.js';
import { inThisRealm, openLab, type TestedLab } from '../src/core/judge/index.js';
import { levelRank } from '../src/core/lab/index.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { findLabFolder } from '../src/core/registry/index.js';
import {
  executeRunTest,
  recordRunTest,
  minimiseFailedRun,
  type LabTests,
  type RunTest,
} from '../src/core/testkit/index.js';
import { formatTrace } from '../src/core/trace/index.js';
import { materialise, readMutant, solutionFolder } from './mutants/index.js';

const scratch = mkdtempSync(join(tmpdir(), 'labtest-places-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A longer run is not recorded; its log tells enough. */
const RECORDED_EVENTS_MAX = 3000;
/** A longer one is run without its log; its outcome tells enough. */
const LOGGED_EVENTS_MAX = 6000;
const TEST_MAX_MS = 600_000;
/** A longer one is run on one seed only. */
const SEEDED_EVENTS_MAX = 6000;
const SEEDS = Number(process.env['LABTEST_PLACES_SEEDS'] ?? 3);

const HEAD = { lab: 'x', test: 'x', solution: '', harness: '' };
const OPTIONS = { seed: 1, limitMs: 600_000, eventsMax: 300_000, timeouts: true };

/** All that a test shows of a lab, as text. */
function shown(tests: LabTests, number: string, lab: TestedLab): string {
  const code = tests[number];
  if (code === undefined || code.kind === 'search') throw new Error(`${number} is no run test`);
  const outcome = executeRunTest(code, lab, { ...OPTIONS, logThreshold: 8 });
  const texts = [JSON.stringify(outcome)];
  if (outcome.events <= SEEDED_EVENTS_MAX) {
    for (let seed = 2; seed <= SEEDS; seed++) texts.push(...ahead(code, lab, seed));
  }
  if (outcome.events <= LOGGED_EVENTS_MAX) {
    const onLog = (record: object) => void texts.push(JSON.stringify(record));
    executeRunTest(code, lab, { ...OPTIONS, logThreshold: 0, onLog });
  }
  if (outcome.events <= RECORDED_EVENTS_MAX) {
    const { trace } = recordRunTest(code, lab, { ...OPTIONS, logThreshold: 8 }, HEAD);
    if (trace !== undefined) {
      texts.push(formatTrace(trace));
      if (outcome.verdict === 'failed')
        texts.push(formatTrace(minimiseFailedRun(trace, lab).shown));
    }
  }
  return texts.join('\n');
}

/** A seed's outcome, with what observers saw that do not look at messages. */
function ahead(code: RunTest, lab: TestedLab, seed: number): string[] {
  const texts: string[] = [];
  const note = (...what: unknown[]): void => void texts.push(JSON.stringify(what));
  const outcome = executeRunTest(code, lab, {
    ...OPTIONS,
    seed,
    logThreshold: levelRank('WARNING'),
    onLog: note,
    observers: [
      { onResult: note, onCommand: note, onStepped: note, onNetwork: note, onCrash: note },
    ],
  });
  return [JSON.stringify(outcome), fingerprint(texts.join('\n'))];
}

/** Of some tests of a lab (default: all its runs), those that differ between the two places. */
async function differing(folder: string, lab: string, some?: readonly string[]): Promise<string[]> {
  const { definition, terms } = await loadKnownLab(lab);
  const { tests } = definition;
  const numbers = some ?? Object.keys(tests).filter((number) => tests[number]?.kind !== 'search');
  const { solution } = await findLabFolder(folder, folder, lab);
  const compiled = await compileLab(solution, terms.given);
  const place = { transport: 'process', start: boxCommand('D') } as const;
  const remote = await openLab(compiled, terms, terms.given.createTable(), place);
  const inProcess = numbers.map((number) => shown(tests, number, remote));
  remote.close();
  const realm = inThisRealm(loadLab(compiled, terms));
  return numbers.filter((number, i) => inProcess[i] !== shown(tests, number, realm));
}

describe('the same to the letter, in this realm and in a process', () => {
  test.each([
    ['lab0-reference', '0'],
    ['lab1-reference', '1'],
    ['lab2-reference', '2'],
  ])('%s', { timeout: TEST_MAX_MS }, async (name, lab) => {
    expect(await differing(solutionFolder(name), lab)).toEqual([]);
  });

  test.each([
    ['request-sent-once', ['2.8', '2.10']],
    ['old-update-overwrites', ['3.10']],
    ['error-reply-without-handler', ['2.8']],
    ['transfer-sent-and-forgotten', ['2.5', '2.7']],
  ])('the mutant %s', { timeout: TEST_MAX_MS }, async (name, numbers) => {
    const folder = join(scratch, name);
    materialise(readMutant(name), folder);
    expect(await differing(folder, '2', numbers)).toEqual([]);
  });
});
