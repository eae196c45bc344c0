import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LabCode } from '../labs/index.js';
import type { LabSpec } from '../registry/index.js';
import {
  planTest,
  runTests,
  type RunListener,
  type TestOutcome,
  type TestSettings,
} from '../runner/index.js';
import { boxCommand, compileProgram, labProgram, type BoxLevel } from '../isolation/index.js';
import { KILLED, lackIn, MachineLimit } from '../machine/index.js';
import { UsageError, type TestMistake } from '../support/index.js';
import { parseTrace } from '../trace/index.js';
import type { GradeJob } from './grade-job.js';
import type { LabFiles } from './intake/lab-files.js';
import { digestOf, testKey, type TestResult } from './test-record.js';
import { traceShape } from './trace-shape.js';
import { wrongTestIn } from './without-verdict.js';

/** What grading a lab needs of the machine it is done on. */
export interface Bench {
  /** The boxes that the machine has. */
  readonly level: BoxLevel;
  readonly signal: AbortSignal;
  /** Of one search, at most. */
  readonly memoryMaxBytes: number;
  /** Where labs are written while their tests run; what is left there is rubbish. */
  readonly workFolder: string;
  /** Where the code of a job's tests is on this machine. */
  codeOf(job: GradeJob): Promise<LabCode>;
}

/** Times a test is run at most whose process ended in a way that need not be the lab's doing. */
const TRIES_MAX = 3;
/** Somebody who kills processes without end is not outwaited. */
const KILLS_MAX = 12;
/** Of one trace, compressed: it has to travel and be kept for every student. */
const TRACE_BYTES_MAX = 1 << 20;
/** Rank above every level: nothing is logged for the screen. */
const LOG_NOTHING = 99;
const SILENT_MS_MAX = 30_000;

/**
 * Runs the tests of a job, one after the other, in the boxes of one slot, and hands over each
 * result as soon as it is there. Returns when all have one, or the signal is raised. A process that
 * ended without the harness's doing is given another try: only a lab that brings it down again is
 * said to crash, and one that was killed says nothing of a lab.
 *
 * @throws MachineLimit when the machine does not give what boxes and judges need
 * @throws TestMistake once all others have a result, when a test is wrong itself
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
    const code = await bench.codeOf(job);
    const where = placesOf(folder, code, bench.level, slot);
    writeLab(lab, where.solution);
    const doubts = new Doubts();
    let wrongTest: TestMistake | undefined;
    let left = job.spec.tests;
    for (let kills = 0; left.length > 0 && !bench.signal.aborted;) {
      const settled = new Set<string>();
      const halted = await runOnce({ ...job.spec, tests: left }, where, bench, (found) => {
        if (doubts.holds(found.outcome)) return;
        settled.add(found.outcome.number);
        const wrong = wrongTestIn(found.outcome);
        if (wrong === undefined) onResult(resultOf(job, found, bench.level));
        wrongTest ??= wrong;
      });
      left = left.filter(({ number }) => !settled.has(number));
      if (halted === undefined) continue;
      if (halted !== KILLED) throw new MachineLimit(halted);
      kills = settled.size > 0 ? 1 : kills + 1;
      if (kills > KILLS_MAX) throw new Error(`${KILLED}, ${kills} times in a row`);
    }
    if (wrongTest !== undefined) throw wrongTest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Outcomes that may be the machine's doing. */
class Doubts {
  readonly #seen = new Map<string, { readonly times: number; readonly reason?: string }>();

  /** Whether a test has to be run again before its outcome counts. */
  holds({ number, verdict, reason }: TestOutcome): boolean {
    const { times, reason: before } = this.#seen.get(number) ?? { times: 0 };
    const isDoubtful = verdict === 'inconclusive' || verdict === 'crashed';
    const isSure = verdict === 'crashed' && times > 0 && before === reason;
    if (!isDoubtful || isSure || times + 1 >= TRIES_MAX) return false;
    this.#seen.set(number, { times: times + 1, ...(reason !== undefined && { reason }) });
    return true;
  }
}

/** Where a lab lies, what tests it, and the boxes in which it is compiled and run. */
interface Where extends Pick<TestSettings, 'place' | 'compileIn'> {
  readonly folder: string;
  readonly solution: string;
  readonly code: LabCode;
}

function placesOf(folder: string, code: LabCode, level: BoxLevel, slot: number): Where {
  const reads = code.boxedFolder === undefined ? [] : [code.boxedFolder];
  return {
    folder,
    solution: join(folder, 'lab'),
    code,
    place: { transport: 'process', start: boxCommand(level, slot, labProgram(reads)) },
    compileIn: boxCommand(level, slot, compileProgram(reads)),
  };
}

/** The outcome of a test, and the traces that show it. */
interface Found {
  readonly outcome: TestOutcome;
  readonly evidence: ReadonlyMap<string, Buffer>;
  readonly shape: string | undefined;
}

/** Returns what the machine did not give, when that ended it. */
async function runOnce(
  spec: LabSpec,
  { folder, solution, code, place, compileIn }: Where,
  { signal, memoryMaxBytes }: Bench,
  onFound: (found: Found) => void,
): Promise<string | undefined> {
  let runFolder = folder;
  const told = new Set<string>();
  const listener: RunListener = {
    begin: (made) => void (runFolder = made),
    warn: () => undefined,
    mistaken: () => Promise.resolve(),
    testDone: async (outcome, _logs, isWhole) => {
      // What a signal or the machine cut short is not the outcome of the test.
      if (signal.aborted || !isWhole) return;
      told.add(outcome.number);
      onFound(await foundIn(outcome, runFolder));
    },
    status: () => undefined,
    end: () => Promise.resolve(),
  };
  const request = {
    spec,
    code,
    folder: { lab: spec.lab, root: folder, solution },
    // As a student sees it who stands in the lab's folder.
    solution: 'src',
    planned: spec.tests.map((test) => planTest(test, {})),
    settings: { ...SETTINGS, place, compileIn, search: { ...SETTINGS.search, memoryMaxBytes } },
    reproduceFlags: { run: '', search: '' },
    keep: 'none',
  } as const;
  try {
    const { tests, fault, halted } = await runTests(request, listener, signal);
    // Of a lab that does not load, no test is told one by one.
    const untold = fault === undefined || signal.aborted ? [] : tests;
    for (const outcome of untold) {
      if (told.has(outcome.number)) continue;
      onFound({ outcome, evidence: new Map(), shape: undefined });
    }
    return halted && (lackIn(halted) ?? halted);
  } catch (error) {
    if (error instanceof MachineLimit) return error.lack;
    throw error;
  }
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

/** Takes up what a test left behind: its traces, compressed, by their names in the outcome. */
async function foundIn(outcome: TestOutcome, folder: string): Promise<Found> {
  const evidence = new Map<string, Buffer>();
  let shape: string | undefined;
  for (const [name, file] of Object.entries(outcome.files ?? {})) {
    if (!name.startsWith('trace')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    shape ??= await shapeIn(text, file);
    const bytes = gzipSync(text);
    if (bytes.length <= TRACE_BYTES_MAX) evidence.set(name, bytes);
  }
  return { outcome, evidence, shape };
}

/** A trace that cannot be read, because of what the lab put into it, tells no story. */
async function shapeIn(text: string, file: string): Promise<string | undefined> {
  try {
    return traceShape(await parseTrace(text, file));
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function resultOf(
  { filesDigest, spec, testsDigest, harness }: GradeJob,
  { outcome, evidence, shape }: Found,
  isolation: BoxLevel,
): TestResult {
  const test = spec.tests.find(({ number }) => number === outcome.number);
  if (test === undefined) throw new Error(`no test ${outcome.number} was asked for`);
  const digests = [...evidence].map(([name, bytes]) => [name, digestOf(bytes)] as const);
  const blobs = new Map([...evidence.values()].map((bytes) => [digestOf(bytes), bytes]));
  const key = testKey(filesDigest, test, { harness, testsDigest });
  const { files: _, ...kept } = outcome;
  return {
    record: { key, isolation, outcome: kept, shape, evidence: Object.fromEntries(digests) },
    blobs,
  };
}
