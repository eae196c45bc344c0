import path from 'node:path';
import process from 'node:process';
import type { TestSpec } from '../../core/registry/index.js';
import {
  exitCodeOf,
  planTest,
  runTests,
  type RunListener,
  type RunRequest,
  type SeedChoice,
  type TestSettings,
} from '../../core/runner/index.js';
import { chooseTests, type Scope } from './choose-tests.js';
import type { TerminalOptions } from '../../core/report/index.js';
import type { TestFlags } from './flags.js';
import { interruption, type Interruption } from './interruption.js';
import { labOf, type ChosenLab } from './lab-of.js';
import { optimiseLate } from './optimise-late.js';
import { reportersOf, type Reporters } from './reporters.js';
import { traceText } from './saved-run.js';
import { failuresOf } from './only-failed.js';
import { typeAdvisor, typeMistakes } from './type-mistakes.js';
import { reproduceFlagsOf, settingsOf } from './test-settings.js';

/** Seeds on which `labtest search` looks for a failing schedule of a run test. */
const SCHEDULES_DEFAULT = 100;
/** Seeds of one round of --until-fail. */
const ROUND_SEEDS = 20;

/** Does what `test`, `run` and `search` have in common: everything except selecting tests. */
export async function performTests(
  scope: Scope,
  argv: readonly string[],
  flags: TestFlags,
  habits: { readonly levels?: boolean } = {},
): Promise<number> {
  optimiseLate();
  const settings = settingsOf(flags);
  const reporters = reportersOf(flags.reporter ?? [], flags.json);
  const lab = await labOf(flags);
  const tests = chooseTests(scope, lab, argv, flags);
  const count = flags.seeds ?? (scope === 'search' ? SCHEDULES_DEFAULT : undefined);
  const choice: SeedChoice = {
    seed: flags.seed,
    count: flags.seed === undefined ? count : flags.seeds,
  };
  const interrupted = interruption();
  const solution = path.relative(process.cwd(), lab.folder.solution) || '.';
  // A user who searches a run test's schedules wants to see the one that was found.
  const traceTextOf = scope === 'search' ? traceText : undefined;
  const told: TerminalOptions = {
    traceTextOf,
    advised: typeAdvisor(lab.folder),
    verbose: flags.verbose,
    levels: habits.levels,
  };
  const job = { lab, solution, tests, settings, flags, reporters, told, interrupted };
  if (flags['until-fail']) return untilFail(job);
  if (flags.watch) {
    const { watchLab } = await import('./watch-lab.js');
    return watchLab(lab.folder.solution, interrupted, () => runOnce(job, choice));
  }
  return runOnce(job, choice);
}

interface PerformJob {
  readonly lab: ChosenLab;
  /** The lab's folder, relative to here. */
  readonly solution: string;
  readonly tests: readonly TestSpec[];
  readonly settings: TestSettings;
  readonly flags: TestFlags;
  readonly reporters: Reporters;
  readonly told: TerminalOptions;
  readonly interrupted: Interruption;
}

async function runOnce(job: PerformJob, choice: SeedChoice): Promise<number> {
  const listener = await job.reporters.listener(job.solution, job.told);
  const mistakes = job.flags.typecheck ? await typeMistakes(job.lab.folder) : [];
  const request = { ...requestOf(job, choice), mistakes };
  const report = await runTests(request, listener, job.interrupted.signal);
  await job.reporters.finish(report);
  const ended = job.interrupted.exitCode() ?? exitCodeOf(report);
  const code = ended === 0 && mistakes.length > 0 ? 1 : ended;
  if (job.flags['start-viz']) {
    const { debugFailure } = await import('./serve-debugger.js');
    await debugFailure(job.lab, report, job.interrupted.signal);
  }
  return code;
}

/** Rounds of new seeds, reported only if something does not pass. */
async function untilFail(job: PerformJob): Promise<number> {
  const listener = await job.reporters.listener(job.solution, job.told);
  for (let round = 0; ; round++) {
    const seed = job.settings.seed + round * ROUND_SEEDS;
    const request = requestOf(job, { seed, count: ROUND_SEEDS });
    const report = await runTests(
      { ...request, keep: 'failures' },
      onlyFailures(listener),
      job.interrupted.signal,
    );
    if (exitCodeOf(report) === 0) continue;
    await job.reporters.finish(report);
    return job.interrupted.exitCode() ?? exitCodeOf(report);
  }
}

/** A listener that gets the whole run at its end, and only if not all tests passed. */
function onlyFailures(listener: RunListener): RunListener {
  const told: (() => Promise<void> | void)[] = [];
  return {
    begin: (folder, kept) => void told.push(() => listener.begin(folder, kept)),
    mistaken: async (mistakes) => void told.push(() => listener.mistaken(mistakes)),
    warn: (text) => listener.warn(text),
    testDone: async (...said) => void told.push(() => listener.testDone(...said)),
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
  const failures = flags['only-failed'] ? failuresOf(lab) : undefined;
  return {
    ...lab,
    solution: job.solution,
    planned: tests.map((test) => planTest(test, choice, failures?.get(test.number))),
    settings,
    reproduceFlags: reproduceFlagsOf(flags),
    keep: 'all',
  };
}
