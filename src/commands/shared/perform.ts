import path from 'node:path';
import process from 'node:process';
import type { TestSpec } from '../../core/registry/index.js';
import {
  exitCodeOf,
  planTest,
  runTests,
  type ExitCode,
  type RunListener,
  type RunRequest,
  type SeedChoice,
  type TestSettings,
} from '../../core/runner/index.js';
import { chooseTests, type Scope } from './choose-tests.js';
import type { TestFlags } from './flags.js';
import { interruptedBySignal } from './interruption.js';
import { labOf, type ChosenLab } from './lab-of.js';
import { reportersOf, type Reporters } from './reporters.js';
import { wayText } from './saved-run.js';
import { reproduceFlagsOf, settingsOf } from './test-settings.js';

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
  // Who searches the schedules of a run test wants to see the one that was found.
  const wayOf = scope === 'search' ? wayText : undefined;
  const job = { lab, solution, tests, settings, flags, reporters, wayOf, signal: interruption };
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
  readonly wayOf: typeof wayText | undefined;
  readonly signal: AbortSignal;
}

async function runOnce(job: PerformJob, choice: SeedChoice): Promise<ExitCode> {
  const listener = await job.reporters.listener(job.solution, job.wayOf);
  const report = await runTests(requestOf(job, choice), listener, job.signal);
  await job.reporters.finish(report);
  return exitCodeOf(report);
}

/** Rounds of new seeds, told only when something does not pass. */
async function untilFail(job: PerformJob): Promise<ExitCode> {
  const listener = await job.reporters.listener(job.solution, job.wayOf);
  for (let round = 0; ; round++) {
    const seed = job.settings.seed + round * ROUND_SEEDS;
    const request = requestOf(job, { seed, count: ROUND_SEEDS });
    const report = await runTests(
      { ...request, keep: 'failures' },
      onlyFailures(listener),
      job.signal,
    );
    if (exitCodeOf(report) === 0) continue;
    await job.reporters.finish(report);
    return exitCodeOf(report);
  }
}

/** A listener that hears of the whole run at its end, and only when not all passed. */
function onlyFailures(listener: RunListener): RunListener {
  const told: (() => Promise<void> | void)[] = [];
  return {
    begin: (folder, warning) => void told.push(() => listener.begin(folder, warning)),
    testDone: async (outcome, logs) => void told.push(() => listener.testDone(outcome, logs)),
    status: (status) => listener.status(status),
    end: async (report) => {
      if (exitCodeOf(report) === 0) return;
      for (const tell of told) await tell();
      await listener.end(report);
    },
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
