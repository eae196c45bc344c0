import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { LOG_LEVELS, levelRank, type LogLevel } from '../../core/lab/index.js';
import type { TestSpec } from '../../core/registry/index.js';
import {
  exitCodeOf,
  planTest,
  runTests,
  type ExitCode,
  type ReproduceFlags,
  type RunListener,
  type RunReport,
  type RunRequest,
  type SeedChoice,
  type TestSettings,
} from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import { chooseTests, type Scope } from './choose-tests.js';
import type { TestFlags } from './flags.js';
import { labOf, type ChosenLab } from './lab-of.js';
import { reportersOf, type Reporters } from './reporters.js';

/** Seeds on which `labtest search` looks for a failing schedule of a run test. */
const SCHEDULES_DEFAULT = 100;
/** Seeds of one round of --until-fail. */
const ROUND_SEEDS = 20;

/** Does what `test`, `run` and `search` have in common, which is all but the choice of tests. */
export async function performTests(
  scope: Scope,
  argv: readonly string[],
  flags: TestFlags,
): Promise<ExitCode> {
  const settings = settingsOf(flags);
  const reporters = reportersOf(flags.reporter ?? [], flags.json);
  const lab = await labOf(flags);
  const tests = chooseTests(scope, lab, argv, flags);
  const count = flags.seeds ?? (scope === 'search' ? SCHEDULES_DEFAULT : undefined);
  const choice: SeedChoice = {
    seed: flags.seed,
    count: flags.seed === undefined ? count : flags.seeds,
  };
  const interruption = interruptedBySignal();
  const solution = path.relative(process.cwd(), lab.folder.solution) || '.';
  const job = { lab, solution, tests, settings, flags, reporters, signal: interruption };
  if (flags['until-fail']) return untilFail(job);
  if (flags.watch) {
    const { watchLab } = await import('./watch-lab.js');
    return watchLab(lab.folder.solution, interruption, () => runOnce(job, choice));
  }
  return runOnce(job, choice);
}

interface PerformJob {
  readonly lab: ChosenLab;
  /** The lab's folder as seen from here. */
  readonly solution: string;
  readonly tests: readonly TestSpec[];
  readonly settings: TestSettings;
  readonly flags: TestFlags;
  readonly reporters: Reporters;
  readonly signal: AbortSignal;
}

async function runOnce(job: PerformJob, choice: SeedChoice): Promise<ExitCode> {
  const listener = await job.reporters.listener(job.solution);
  const report = await runTests(requestOf(job, choice), listener, job.signal);
  await job.reporters.finish(report);
  return exitCodeOf(report);
}

/** Rounds of new seeds, told only when something does not pass. */
async function untilFail(job: PerformJob): Promise<ExitCode> {
  const first = job.settings.seed;
  for (let round = 0; ; round++) {
    const seed = first + round * ROUND_SEEDS;
    const told: (() => Promise<void> | void)[] = [];
    const listener = await job.reporters.listener(job.solution);
    const request = requestOf(job, { seed, count: ROUND_SEEDS });
    const report = await runTests(
      { ...request, keep: 'failures' },
      later(listener, told),
      job.signal,
    );
    if (exitCodeOf(report) === 0) continue;
    for (const tell of told) await tell();
    await job.reporters.finish(report);
    return exitCodeOf(report);
  }
}

/** A listener that lets the status through, and everything else wait. */
function later(listener: RunListener, told: (() => Promise<void> | void)[]): RunListener {
  return {
    begin: (folder, warning) => void told.push(() => listener.begin(folder, warning)),
    testDone: async (outcome, logs) => void told.push(() => listener.testDone(outcome, logs)),
    status: (status) => listener.status(status),
    end: async (report: RunReport) => void told.push(() => listener.end(report)),
  };
}

function requestOf(job: PerformJob, choice: SeedChoice): RunRequest {
  const { lab, tests, settings, flags } = job;
  return {
    ...lab,
    solution: job.solution,
    planned: tests.map((test) => planTest(test, choice)),
    settings,
    reproduceFlags: reproduceFlagsOf(flags),
    keep: 'all',
  };
}

/** What a student has to type besides the test and the seed to see the same again. */
function reproduceFlagsOf(flags: TestFlags): ReproduceFlags {
  const { solution, eager, seed, 'no-timeouts': endless } = flags;
  const run = [
    ...(solution === undefined ? [] : ['--solution', quoted(solution)]),
    ...(endless ? ['--no-timeouts'] : []),
  ];
  const limits = ['depth', 'states', 'time', 'strategy'] as const;
  const search = limits.flatMap((name) =>
    flags[name] === undefined ? [] : [`--${name}`, String(flags[name])],
  );
  const rest = [
    ...(eager ? ['--eager'] : []),
    ...(seed === undefined ? [] : ['--seed', `${seed}`]),
  ];
  const joined = (words: readonly string[]): string => words.map((word) => ` ${word}`).join('');
  return { run: joined(run), search: joined([...run, ...search, ...rest]) };
}

function settingsOf(flags: TestFlags): TestSettings {
  const level = flags['log-level'];
  if (!(LOG_LEVELS as readonly string[]).includes(level)) {
    throw new UsageError('LT004', `--log-level ${level}: there is no such level.`, [
      `There are: ${LOG_LEVELS.toReversed().join(' ')}`,
    ]);
  }
  const MIB = 1024 * 1024;
  return {
    seed: flags.seed ?? 1,
    timeouts: !flags['no-timeouts'],
    logThreshold: levelRank(level as LogLevel),
    logNodes: flags['log-filter'],
    processes: flags['single-threaded'] ? 1 : availableParallelism(),
    silentMsMax: flags['no-timeouts'] ? Infinity : flags.silence * 1000,
    bail: flags.bail,
    checks: flags.checks,
    saveTraces: flags['save-traces'],
    search: {
      depthMax: flags.depth,
      statesMax: flags.states,
      timeMaxMs: flags.time === undefined ? undefined : flags.time * 1000,
      strategy: flags.strategy,
      workers: flags['single-threaded'] ? 1 : flags.workers,
      eager: flags.eager,
      memoryMaxBytes: flags['max-memory'] * MIB,
    },
  };
}

/** Ctrl-C once: what is finished is reported and saved. Twice: the end. */
function interruptedBySignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

function quoted(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
