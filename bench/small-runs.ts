/**
 * What it costs to make a failing run small: `npx tsx bench/small-runs.ts [NTH] [FIRST]` takes
 * every NTH mutant from FIRST on, and of each the first run test that fails; `1 0 2.14
 * dead-backup-kept` takes all seeds of one test of the mutants named. It prints CPU seconds of the
 * run alone, of the run with its record, and of making it small; events before and after; and the
 * most memory that the process had by then.
 */
import { loadLab, type Lab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { StoryRecorder } from '../src/core/diagnose/index.js';
import { levelRank } from '../src/core/lab/index.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { findLabFolder, type RunTestSpec } from '../src/core/registry/index.js';
import { LabFault } from '../src/core/support/index.js';
import { executeRunTest, recordRunTest, minimiseFailedRun } from '../src/core/testkit/index.js';
import { insight } from '../src/tests/lab2-primarybackup/insight/index.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { materialise, mutantNames, readMutant } from '../selftest/mutants/index.js';

const [every = '9', first = '0', only, ...named] = process.argv.slice(2);
const SEEDS = 3;
const { definition, spec, terms } = await loadKnownLab('2');
const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-small-runs-'));
const told: number[] = [];

function cpuS<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const given = work();
  const { user, system } = process.cpuUsage(before);
  return [given, (user + system) / 1e6];
}

async function load(name: string): Promise<Lab | undefined> {
  const folder = path.join(scratch, name);
  materialise(readMutant(name), folder);
  const { solution } = await findLabFolder(folder, folder, '2');
  try {
    return loadLab(await compileLab(solution, terms.given), terms);
  } catch (error) {
    if (error instanceof LabFault) return undefined;
    throw error;
  }
}

/** Measures a test on a seed; gives whether it failed. */
function measure(name: string, lab: Lab, test: RunTestSpec, seed: number): boolean {
  const code = definition.tests[test.number];
  if (code?.kind !== 'run') return false;
  const { number, limitMs, eventsMax } = test;
  const logThreshold = levelRank('OFF');
  const options = { seed, limitMs, eventsMax, timeouts: true, logThreshold };
  const [{ verdict }, aloneS] = cpuS(() => executeRunTest(code, lab, options));
  if (verdict !== 'failed') return false;
  const head = { lab: '2', test: number, solution: '', harness: '' };
  const observers = [new StoryRecorder()];
  const record = () => recordRunTest(code, lab, { ...options, observers }, head);
  const [{ trace, known, waited }, recordedS] = cpuS(record);
  if (trace === undefined) return false;
  const [{ shown }, smallS] = cpuS(() =>
    minimiseFailedRun(trace, lab, { arbiter: insight.arbiter, known, waited }),
  );
  told.push(smallS);
  const mib = process.resourceUsage().maxRSS / 1024;
  const seconds = [aloneS, recordedS, smallS].map((s) => `${s.toFixed(2)} s`).join(' + ');
  const end = shown.minimised ?? 'whole';
  const events = `${trace.events.length} → ${shown.events.length} (${end})`;
  console.log(`${name} ${number} seed ${seed}: ${seconds}, ${events}, ${mib.toFixed(0)} MiB`);
  return true;
}

for (const [i, name] of mutantNames().entries()) {
  if (i % Number(every) !== Number(first)) continue;
  if (only !== undefined && !named.includes(name)) continue;
  const lab = await load(name);
  if (lab === undefined) continue;
  spec.tests.some((test) => {
    if (test.kind === 'search' || (only ?? test.number) !== test.number) return false;
    if (only !== undefined) {
      for (const seed of test.seeds) measure(name, lab, test, seed);
      return true;
    }
    return test.seeds.slice(0, SEEDS).some((seed) => measure(name, lab, test, seed));
  });
}
rmSync(scratch, { recursive: true, force: true });
const sorted = told.toSorted((a, b) => a - b);
const at = (share: number): string => `${sorted[Math.floor(sorted.length * share)]?.toFixed(2)} s`;
console.log(`making it small: median ${at(0.5)}, 90th percentile ${at(0.9)}`);
