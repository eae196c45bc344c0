import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openLabs } from '../labs/index.js';
import type { LabSpec } from '../registry/index.js';
import {
  planTest,
  runTests,
  type RunListener,
  type TestOutcome,
  type TestSettings,
} from '../runner/index.js';
import { boxCommand, compileCommand, type BoxLevel } from '../isolation/index.js';
import { lackIn, MachineLimit } from '../machine/index.js';
import type { GradeJob } from './grade-job.js';
import type { LabFiles } from './intake/lab-files.js';
import { digestOf, testKey, type TestResult } from './test-record.js';

/** What grading a lab needs of the machine it is done on. */
export interface Bench {
  /** The boxes that the machine has. */
  readonly level: BoxLevel;
  readonly signal: AbortSignal;
  /** Of one search, at most. */
  readonly memoryMaxBytes: number;
  /** Where labs are written while their tests run; what is left there is rubbish. */
  readonly workFolder: string;
}

/** Times a test is run at most whose process ended in a way that need not be the lab's doing. */
const TRIES_MAX = 3;
/** Of one trace, compressed: it has to travel and be kept for every student. */
const TRACE_BYTES_MAX = 1 << 20;
/** Rank above every level: nothing is logged for the screen. */
const LOG_NOTHING = 99;
const SILENT_MS_MAX = 30_000;

/**
 * Runs the tests of a job, one after the other, in the boxes of one slot, and hands over each
 * result as soon as it is there. Returns when all have one, or the signal is raised. A process that
 * ended without the harness's doing is given another try: only a lab that brings it down again is
 * said to crash.
 */
export async function gradeOne(
  job: GradeJob,
  lab: LabFiles,
  bench: Bench,
  slot: number,
  onResult: (result: TestResult) => void,
): Promise<void> {
  const folder = mkdtempSync(join(bench.workFolder, 'lab-'));
  try {
    const solution = join(folder, 'lab');
    writeLab(lab, solution);
    const labs = await openLabs(undefined);
    const spec: LabSpec = { ...labs.lab(job.lab), tests: job.tests };
    const first = new Map<string, TestResult>();
    let left = job.tests;
    for (let tries = 1; left.length > 0 && !bench.signal.aborted; tries++) {
      const doubtful: string[] = [];
      const place = { transport: 'process', start: boxCommand(bench.level, slot) } as const;
      const where = { folder, solution, place, compileIn: compileCommand(bench.level, slot) };
      await runOnce({ ...spec, tests: left }, where, bench, (outcome, evidence) => {
        const result = resultOf(job, outcome, evidence, bench.level);
        const before = first.get(outcome.number)?.record.outcome;
        if (tries < TRIES_MAX && isDoubtful(outcome, before)) {
          first.set(outcome.number, result);
          doubtful.push(outcome.number);
        } else onResult(result);
      });
      left = left.filter(({ number }) => doubtful.includes(number));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether an outcome may be the machine's doing, unless it has come out like this before. */
function isDoubtful(outcome: TestOutcome, before: TestOutcome | undefined): boolean {
  if (outcome.verdict === 'inconclusive') return true;
  return outcome.verdict === 'crashed' && before?.reason !== outcome.reason;
}

/** Where the lab lies, and the boxes in which it is compiled and run. */
interface Where extends Pick<TestSettings, 'place' | 'compileIn'> {
  readonly folder: string;
  readonly solution: string;
}

type OnOutcome = (outcome: TestOutcome, evidence: ReadonlyMap<string, Buffer>) => void;

async function runOnce(
  spec: LabSpec,
  { folder, solution, place, compileIn }: Where,
  { signal, memoryMaxBytes }: Bench,
  onOutcome: OnOutcome,
): Promise<void> {
  let runFolder = folder;
  const told = new Set<string>();
  const listener: RunListener = {
    begin: (made) => void (runFolder = made),
    warn: () => undefined,
    mistaken: () => Promise.resolve(),
    testDone: (outcome) => {
      // What a signal cut short is not the outcome of the test.
      if (signal.aborted) return Promise.resolve();
      told.add(outcome.number);
      onOutcome(outcome, evidenceOf(outcome, runFolder));
      return Promise.resolve();
    },
    status: () => undefined,
    end: () => Promise.resolve(),
  };
  const labs = await openLabs(undefined);
  const request = {
    spec,
    code: await labs.codeOf(spec),
    folder: { lab: spec.lab, root: folder, solution },
    // As a student sees it who stands in the lab's folder.
    solution: 'src',
    planned: spec.tests.map((test) => planTest(test, {})),
    settings: { ...SETTINGS, place, compileIn, search: { ...SETTINGS.search, memoryMaxBytes } },
    reproduceFlags: { run: '', search: '' },
    keep: 'none',
  } as const;
  const { tests, fault, halted } = await runTests(request, listener, signal);
  if (halted !== undefined) throw new MachineLimit(lackIn(halted) ?? halted);
  // Of a lab that does not load, no test is told one by one.
  if (fault === undefined || signal.aborted) return;
  for (const outcome of tests) if (!told.has(outcome.number)) onOutcome(outcome, new Map());
}

/** One process at a time: submissions are what runs side by side. */
const SETTINGS: TestSettings = {
  seed: 1,
  timeouts: true,
  logThreshold: LOG_NOTHING,
  processes: 1,
  silentMsMax: SILENT_MS_MAX,
  bail: false,
  checks: false,
  saveTraces: false,
  search: { workers: 1, memoryMaxBytes: 0 },
};

function writeLab({ files }: LabFiles, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, bytes } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** The traces of a test, compressed, by the name they have in the outcome. */
function evidenceOf({ files }: TestOutcome, folder: string): Map<string, Buffer> {
  const evidence = new Map<string, Buffer>();
  for (const [name, file] of Object.entries(files ?? {})) {
    if (!name.startsWith('trace')) continue;
    const bytes = gzipSync(readFileSync(join(folder, file)));
    if (bytes.length <= TRACE_BYTES_MAX) evidence.set(name, bytes);
  }
  return evidence;
}

function resultOf(
  { filesDigest, tests, harness }: GradeJob,
  outcome: TestOutcome,
  evidence: ReadonlyMap<string, Buffer>,
  isolation: BoxLevel,
): TestResult {
  const test = tests.find(({ number }) => number === outcome.number);
  if (test === undefined) throw new Error(`no test ${outcome.number} was asked for`);
  const digests = [...evidence].map(([name, bytes]) => [name, digestOf(bytes)] as const);
  const blobs = new Map([...evidence.values()].map((bytes) => [digestOf(bytes), bytes]));
  const key = testKey(filesDigest, test, harness);
  const { files: _, ...kept } = outcome;
  return {
    record: { key, isolation, outcome: kept, evidence: Object.fromEntries(digests) },
    blobs,
  };
}
