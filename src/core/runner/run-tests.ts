import type { CompiledLab } from '../box/index.js';
import type { LabCode } from '../labs/index.js';
import { GivenModules } from '../given/index.js';
import { MachineLimit, whyUnwritten } from '../machine/index.js';
import {
  roundedToHundredths,
  type LabFolder,
  type LabSpec,
  type TestSpec,
} from '../registry/index.js';
import { levelRank } from '../lab/index.js';
import {
  formatPlace,
  LabFault,
  type LabFaultData,
  printableJson,
  shownData,
  UsageError,
} from '../support/index.js';
import { Hangs } from './hangs.js';
import { LogFilter, refuseImpossibleNodes } from './log-filter.js';
import { concludeUnloaded, type ReproduceFlags } from './conclude.js';
import { exitCodeOf, REPORT_VERSION, type RunReport, type TestOutcome } from './outcome.js';
import { rememberNotPassed } from './not-passed.js';
import { ProcessPool } from './process-pool.js';
import type { SearchStatus } from './protocol.js';
import { RunFolder } from './run-folder.js';
import { RunningTest, type FinishedTest, type ShownLog, type TestSurroundings } from './run-one.js';
import { RunningSearch } from './running-search.js';
import { searchesAtOnce } from './searches-at-once.js';
import type { PlannedTest, SearchOverrides, TestSettings } from './settings.js';
import { settlePoints } from './settle-points.js';

/** What to run. */
export interface RunRequest {
  readonly spec: LabSpec;
  readonly folder: LabFolder;
  readonly code: LabCode;
  /** The lab's code, as reports name it: relative to where labtest was started. */
  readonly solution: string;
  readonly planned: readonly PlannedTest[];
  readonly settings: TestSettings;
  readonly reproduceFlags: ReproduceFlags;
  /** Known mistakes of the lab; reported before any test, with others that show by then. */
  readonly mistakes?: readonly LabFaultData[] | undefined;
  /** `failures`: if all tests pass, nothing of the run is kept. */
  readonly keep: 'all' | 'failures' | 'none';
}

/** The progress of a run, for the status line. */
export interface RunStatus {
  readonly finished: number;
  readonly of: number;
  readonly search?: { readonly number: string; readonly status: SearchStatus } | undefined;
}

/** Follows a run's progress. */
export interface RunListener {
  /** The run's folder exists; unless it is `kept`, it is removed after the run. */
  begin(folder: string, kept: boolean): void;
  /** Mistakes of the lab that show before any test; it is run anyway. */
  mistaken(mistakes: readonly LabFaultData[]): Promise<void>;
  /** One sentence that the reader needs besides the tests. */
  warn(text: string): void;
  /** In the order of the tests, whichever finishes first. The next waits until this is reported. */
  testDone(outcome: TestOutcome, logs: readonly ShownLog[], isWhole: boolean): Promise<void>;
  status(status: RunStatus): void;
  /** Before the folder of the run is closed. */
  end(report: RunReport): Promise<void>;
}

/**
 * Runs the planned tests of one lab, each in a process that cannot harm the others. The outcomes
 * and their order depend only on the lab, the tests and the seeds, not on the number of processes.
 */
export async function runTests(
  request: RunRequest,
  listener: RunListener,
  signal: AbortSignal,
): Promise<RunReport> {
  refuseImpossibleNodes(request.settings.logNodes, request.code);
  const startedMs = performance.now();
  const runFolder = RunFolder.make(request.folder.root, (text) => listener.warn(text));
  listener.begin(runFolder.folder, runFolder.kept);
  const { processes, silentMsMax } = request.settings;
  const { atOnce, each } = searchesAtOnce(request.planned, request.settings);
  const pool = new ProcessPool(processes, silentMsMax, atOnce);
  const filter = new LogFilter(request.settings.logNodes);
  try {
    const shared = { pool, search: each, runFolder, filter };
    const round = await runAll(request, shared, listener, signal);
    const report = reportOf(request, round, signal.aborted, performance.now() - startedMs);
    runFolder.report(`${printableJson(report, 2)}\n`);
    if (runFolder.kept && request.keep !== 'none') remember(request, report, runFolder);
    await listener.end(report);
    const complaint = filter.complaint();
    if (complaint !== undefined) throw new UsageError('LT004', complaint);
    const isKept = { all: true, failures: exitCodeOf(report) !== 0, none: false };
    if (!isKept[request.keep]) runFolder.drop();
    return report;
  } finally {
    pool.close();
    runFolder.close(request.folder.keepRuns);
  }
}

function remember({ folder, settings }: RunRequest, report: RunReport, runFolder: RunFolder): void {
  const { depthMax, statesMax, timeMaxMs, strategy } = settings.search;
  const narrowed = [depthMax, statesMax, timeMaxMs, strategy].some((each) => each !== undefined);
  try {
    rememberNotPassed(folder.root, report, narrowed);
  } catch (error) {
    runFolder.unsaved(whyUnwritten(error));
  }
}

interface Round {
  readonly outcomes: readonly TestOutcome[];
  readonly fault?: LabFaultData | undefined;
  readonly halted?: string | undefined;
}

/** What the tests of a run share. */
interface Shared {
  readonly pool: ProcessPool;
  /** What each search may use. */
  readonly search: SearchOverrides;
  readonly runFolder: RunFolder;
  readonly filter: LogFilter;
}

async function runAll(
  request: RunRequest,
  { pool, search, runFolder, filter }: Shared,
  listener: RunListener,
  signal: AbortSignal,
): Promise<Round> {
  const { planned, reproduceFlags, code } = request;
  const settings = { ...request.settings, search };
  const runs = planned.filter(({ seeds }) => seeds !== undefined);
  // The processes load the harness while the lab is being compiled.
  pool.warm('run', runs.length === 1 ? (runs[0]?.seeds?.length ?? 0) : runs.length);
  if (runs.length === 0) pool.warm('search', Math.min(1, planned.length));
  const told: TestOutcome[] = [];
  try {
    const lab = await compiledLab(request, signal);
    explainPrints(lab, settings, listener);
    pool.load({ lab, code, place: settings.place });
    const own = await mistakesIn(lab, pool, settings);
    const mistakes = [...own, ...(request.mistakes ?? [])];
    if (mistakes.length > 0) await listener.mistaken(shownData(mistakes));
    const status = new StatusReporter(planned.length, listener);
    const around: TestSurroundings = {
      pool,
      settings,
      folder: runFolder.folder,
      hangs: new Hangs(),
      reproduceFlags,
      onSearch: (number, progress) => status.search(number, progress),
      onMembers: (nodes) => filter.note(nodes),
      onUnsaved: (why) => runFolder.unsaved(why),
    };
    const running =
      settings.processes === 1
        ? oneByOne(planned, around, status, signal)
        : planned.map((each, turn) => begin(each, inTurn(around, turn), status));
    const halted = await reportInOrder(running, told, settings.bail, listener, signal);
    return { outcomes: told, halted: halted?.message };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { outcomes: told };
    if (!(error instanceof LabFault)) throw error;
    const fault = shownData(error.data);
    return { outcomes: planned.map(({ test }) => concludeUnloaded(test, fault)), fault };
  }
}

/** Each of the two is loaded only when needed; otherwise every start would pay for both. */
async function compiledLab(
  { folder: { solution }, code, settings: { compileIn } }: RunRequest,
  signal: AbortSignal,
): Promise<CompiledLab> {
  const given = await GivenModules.load(code.given);
  if (compileIn === undefined) {
    const { compileLab } = await import('../compile/index.js');
    return compileLab(solution, given);
  }
  const { compileInBox } = await import('./compile-in-box.js');
  return compileInBox(solution, given, compileIn, signal);
}

/** Explains that what the lab prints is not shown unless somebody asks for it. */
function explainPrints(
  { printsAt }: CompiledLab,
  { logThreshold }: TestSettings,
  listener: RunListener,
): void {
  if (printsAt === undefined || logThreshold <= levelRank('INFO')) return;
  listener.warn(
    `console output (${formatPlace(printsAt)}) goes into each test's log, with its node and ` +
      'time: -g INFO shows it',
  );
}

/** The mistakes to report before any test. With a boxed compiler, the text is not read here. */
async function mistakesIn(
  lab: CompiledLab,
  pool: ProcessPool,
  { compileIn }: TestSettings,
): Promise<readonly LabFaultData[]> {
  if (compileIn !== undefined) return lab.mistakes;
  const contract = await pool.contract();
  if (contract === undefined) return lab.mistakes;
  const { contractMistakes } = await import('../compile/index.js');
  return [...lab.mistakes, ...contractMistakes(lab, contract)];
}

/** A test that has begun: its end, and what can be said about it before. */
interface Begun {
  readonly test: TestSpec;
  readonly finished: Promise<FinishedTest>;
  readonly soFar: () => FinishedTest | undefined;
}

/** What a test needs, if its jobs go before those of the tests behind it. */
function inTurn(around: TestSurroundings, turn: number): TestSurroundings {
  const { pool } = around;
  return {
    ...around,
    pool: { schedule: (job, onMessage) => pool.schedule(job, onMessage, turn) },
  };
}

function begin(planned: PlannedTest, around: TestSurroundings, status: StatusReporter): Begun {
  const { test } = planned;
  let done: FinishedTest | undefined;
  const noted = (finished: FinishedTest): FinishedTest => {
    status.finished(test.number);
    return (done = finished);
  };
  const running =
    planned.seeds === undefined
      ? new RunningSearch(planned.test, around)
      : new RunningTest(planned.test, planned.seeds, around);
  const finished = running.finish().then(noted);
  // It is awaited in the order of the tests; until then a failure to load must not count as
  // unhandled.
  finished.catch(() => {});
  return { test, finished, soFar: () => done ?? running.soFar() };
}

/**
 * With one process, a test begins when the previous one has been reported: its failure is then
 * investigated at once, not after all the others.
 */
function* oneByOne(
  planned: readonly PlannedTest[],
  around: TestSurroundings,
  status: StatusReporter,
  signal: AbortSignal,
): Generator<Begun> {
  let isHalted = false;
  for (const each of planned) {
    if (signal.aborted || isHalted) return;
    const begun = begin(each, around, status);
    begun.finished.catch((error: unknown) => (isHalted = error instanceof MachineLimit));
    yield begun;
  }
}

/** Returns why the run ended early, if the machine is to blame. */
async function reportInOrder(
  running: Iterable<Begun>,
  told: TestOutcome[],
  bail: boolean,
  listener: RunListener,
  signal: AbortSignal,
): Promise<MachineLimit | undefined> {
  let halted: MachineLimit | undefined;
  let onAbort = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  try {
    for (const { finished, soFar } of running) {
      const end = halted ?? (await Promise.race([finished.catch(machineLimit), aborted]));
      if (end instanceof MachineLimit) halted = end;
      const isWhole = end !== undefined && !(end instanceof MachineLimit);
      const ended = isWhole ? end : soFar();
      if (ended === undefined) continue;
      told.push(ended.outcome);
      await listener.testDone(ended.outcome, ended.logs, isWhole);
      if (bail && ended.outcome.verdict !== 'passed') return halted;
    }
    return halted;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** If the machine refuses something, the run ends; results so far are still reported. */
function machineLimit(error: unknown): MachineLimit {
  if (error instanceof MachineLimit) return error;
  throw error;
}

class StatusReporter {
  readonly #of: number;
  readonly #listener: RunListener;
  /** How far the running searches are, in the order they began: the first one is shown. */
  readonly #searching = new Map<string, SearchStatus>();
  #finished = 0;

  constructor(of: number, listener: RunListener) {
    this.#of = of;
    this.#listener = listener;
    listener.status({ finished: 0, of });
  }

  finished(number: string): void {
    this.#finished++;
    this.#searching.delete(number);
    this.#listener.status({ finished: this.#finished, of: this.#of });
  }

  search(number: string, status: SearchStatus): void {
    this.#searching.set(number, status);
    if (this.#searching.keys().next().value !== number) return;
    const search = { number, status };
    this.#listener.status({ finished: this.#finished, of: this.#of, search });
  }
}

function reportOf(
  { spec, solution, settings, planned }: RunRequest,
  { outcomes, fault, halted }: Round,
  interrupted: boolean,
  wallMs: number,
): RunReport {
  const settled = settlePoints(spec.tests, outcomes);
  const told = new Set(outcomes.map(({ number }) => number));
  const count = (...verdicts: readonly string[]): number =>
    outcomes.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const total = (key: 'earned' | 'points'): number =>
    roundedToHundredths(settled.reduce((sum, outcome) => sum + outcome[key], 0));
  return {
    version: REPORT_VERSION,
    lab: spec.lab,
    solution,
    seed: settings.seed,
    tests: settled,
    notRun: planned.map(({ test }) => test.number).filter((number) => !told.has(number)),
    fault,
    interrupted,
    halted,
    passed: count('passed'),
    failed: count('failed', 'crashed'),
    inconclusive: count('inconclusive'),
    earned: total('earned'),
    points: total('points'),
    wallMs,
  };
}
