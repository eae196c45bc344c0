import { causeOf, type Diagnosis } from '../diagnose/index.js';
import type { RunTestSpec, SearchTestSpec, TestSpec } from '../registry/index.js';
import type { LabFaultData } from '../support/index.js';
import {
  allWarnings,
  type Failure,
  type RunOutcome,
  type SearchTestOutcome,
  type Verdict,
} from '../testkit/index.js';
import type { SeedOutcome, TestOutcome } from './outcome.js';
import { describeRate } from './rate-interval.js';

/** What a test process reported about one seed. */
export interface SeedResult {
  readonly outcome: RunOutcome;
  /** Whether the process or box that it ran in hung or ended. */
  readonly isLost: boolean;
  readonly wallMs: number;
  /** Its log, as a file name within the folder of the run. */
  readonly log: string | undefined;
}

/** The first failing seed, run once more with everything logged. */
export interface Rerun {
  readonly outcome: RunOutcome;
  readonly log: string | undefined;
  readonly trace: string | undefined;
  /** What goes wrong in the trace. */
  readonly headline: string | undefined;
  readonly diagnosis: Diagnosis | undefined;
}

/** Files within the folder of the run, and what they show. */
export interface Evidence {
  readonly diagnosis?: Diagnosis | undefined;
  readonly log?: string | undefined;
  readonly trace?: string | undefined;
  /** The paths to goals, by the number of the search; undefined if they were not to be kept. */
  readonly paths?: readonly (readonly [number: number, file: string])[] | undefined;
}

/** What to add to a command for the same lab, seeds and budgets. */
export interface ReproduceFlags {
  /** ` --solution ../mine` */
  readonly run: string;
  /** ` --solution ../mine --states 20000` */
  readonly search: string;
}

/** A test that fails on one of several seeds has failed; no other verdict hides that. */
const GRAVEST_FIRST: readonly Verdict[] = ['failed', 'crashed', 'inconclusive', 'passed'];

/** The first seed, in order, with the gravest verdict; undefined if all passed. */
export function firstFailing(results: readonly SeedResult[]): SeedResult | undefined {
  const verdict = gravest(results);
  if (verdict === 'passed') return undefined;
  return results.find(({ outcome }) => outcome.verdict === verdict);
}

/** The outcome of a test from those of its seeds, in the order they were planned. */
export function concludeRun(
  test: RunTestSpec,
  results: readonly SeedResult[],
  rerun: Rerun | undefined,
  reproduceFlags: ReproduceFlags,
): TestOutcome {
  const verdict = gravest(results);
  const failing = firstFailing(results)?.outcome;
  const failed = results.filter(({ outcome }) => outcome.verdict !== 'passed').length;
  const seedFlag = test.kind === 'unit' ? '' : ` --seed ${failing?.seed}`;
  return {
    ...heading(test, verdict),
    reason: failing && headlineOf(failing, rerun),
    failure: failing?.failure,
    warnings: allWarnings(results.map(({ outcome }) => outcome.warnings)),
    failedSeed: failing?.seed,
    seeds: results.map(seedOutcome),
    rate: failed > 0 && results.length > 1 ? describeRate(failed, results.length) : undefined,
    virtualMs: sum(results.map(({ outcome }) => outcome.virtualMs)),
    ...diagnosed(failing?.failure, failing && rerun && diagnosisOf(failing, rerun)),
    reproduce: failing && `labtest run ${test.number}${seedFlag}${reproduceFlags.run}`,
    files: filesOf({ log: rerun?.log, trace: rerun?.trace }),
    wallMs: sum(results.map(({ wallMs }) => wallMs)),
  };
}

const NO_WAY = 'no trace: no search of this test looks for a state that a path could lead to';

/** The outcome of a search test. */
export function concludeSearch(
  test: SearchTestSpec,
  outcome: Pick<SearchTestOutcome, 'verdict' | 'failure' | 'searches' | 'warnings'>,
  wallMs: number,
  files: Evidence,
  reproduceFlags: ReproduceFlags,
): TestOutcome {
  const { verdict, failure, searches, warnings } = outcome;
  const passed = verdict === 'passed';
  return {
    ...heading(test, verdict),
    reason: passed ? undefined : (failure?.message ?? lastWords(outcome)),
    failure,
    warnings,
    searches,
    reproduce: passed
      ? undefined
      : `labtest search ${test.number}${test.flags ?? ''}${reproduceFlags.search}`,
    ...diagnosed(failure, files.diagnosis),
    note: passed && files.paths?.length === 0 ? NO_WAY : undefined,
    files: filesOf(files),
    wallMs,
  };
}

/** The outcome of a test that could not run, because the lab does not load. */
export function concludeUnloaded(test: TestSpec, fault: LabFaultData): TestOutcome {
  const failure: Failure = { kind: 'lab', message: fault.message, fault };
  const cause = causeOf(failure, undefined);
  return { ...heading(test, 'failed'), reason: fault.message, failure, cause, wallMs: 0 };
}

/** The outcome of a seed whose process hung or ended. */
export function lostSeed(seed: number, verdict: Verdict, failure: Failure): RunOutcome {
  return { seed, verdict, failure, virtualMs: 0, events: 0, options: {} };
}

function heading(
  { number, title, kind, points }: TestSpec,
  verdict: Verdict,
): Pick<TestOutcome, 'number' | 'title' | 'kind' | 'points' | 'earned' | 'verdict'> {
  return { number, title, kind, points, earned: verdict === 'passed' ? points : 0, verdict };
}

function gravest(results: readonly SeedResult[]): Verdict {
  const seen = new Set(results.map(({ outcome }) => outcome.verdict));
  return GRAVEST_FIRST.find((verdict) => seen.has(verdict)) ?? 'inconclusive';
}

function seedOutcome({ outcome, wallMs }: SeedResult): SeedOutcome {
  const { seed, verdict, failure, virtualMs, events, options } = outcome;
  const reason = verdict === 'passed' ? undefined : reasonOf(failure, verdict);
  return { seed, verdict, reason, virtualMs, events, options, wallMs };
}

function reasonOf(failure: Failure | undefined, verdict: Verdict): string {
  return failure?.message ?? `the test is ${verdict}`;
}

/** What the kept trace shows, if it shows the failure. */
function headlineOf(failing: RunOutcome, rerun: Rerun | undefined): string {
  const hasTrace = rerun?.trace !== undefined && failing.verdict === 'failed';
  const isSame = rerun !== undefined && divergence(failing, rerun.outcome) === undefined;
  const shown = hasTrace && isSame ? rerun.headline : undefined;
  return shown ?? reasonOf(failing.failure, failing.verdict);
}

function lastWords({ searches }: Pick<SearchTestOutcome, 'searches'>): string {
  const last = searches.at(-1);
  return last === undefined ? 'no search was started' : `${last.name}: ${last.text}`;
}

function diagnosisOf(failing: RunOutcome, rerun: Rerun): Diagnosis | undefined {
  const otherEnd = divergence(failing, rerun.outcome);
  return otherEnd === undefined ? rerun.diagnosis : { otherEnd };
}

/** An outcome's diagnosis; nothing if there is none. */
function diagnosed(
  failure: Failure | undefined,
  diagnosis: Diagnosis | undefined,
): Pick<TestOutcome, 'cause' | 'diagnosis'> {
  if (failure === undefined) return {};
  const hasMore = Object.values(diagnosis ?? {}).some((part) => part !== undefined);
  return { cause: causeOf(failure, diagnosis), diagnosis: hasMore ? diagnosis : undefined };
}

/** One seed must give one run. If it does not, the lab keeps state that the harness cannot see. */
function divergence(first: RunOutcome, second: RunOutcome): string | undefined {
  const same =
    first.verdict === second.verdict &&
    first.events === second.events &&
    first.failure?.message === second.failure?.message;
  if (same) return undefined;
  return second.verdict === 'passed' ? 'it passed' : reasonOf(second.failure, second.verdict);
}

function filesOf({ log, trace, paths = [] }: Evidence): TestOutcome['files'] {
  if (log === undefined && trace === undefined && paths.length === 0) return undefined;
  return {
    ...(log !== undefined && { log }),
    ...(trace !== undefined && { trace }),
    ...Object.fromEntries(paths.map(([number, file]) => [`trace ${number}`, file])),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
