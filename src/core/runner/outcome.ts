import type { Diagnosis } from '../diagnose/index.js';
import type { Cause, LabFaultData } from '../support/index.js';
import type { Failure, SearchOutcome, Verdict } from '../testkit/index.js';

/** The outcome of one seed of a test, as in reports. */
export interface SeedOutcome {
  readonly seed: number;
  readonly verdict: Verdict;
  /** Why, in one sentence, unless it passed. */
  readonly reason?: string | undefined;
  readonly virtualMs: number;
  /** Messages delivered and timers fired. */
  readonly events: number;
  /** The options of the run, drawn or set: loss, latency, ... */
  readonly options: Readonly<Record<string, string | number>>;
  readonly wallMs: number;
}

/** The outcome of one test. Two runs of one seed differ only in wall times. */
export interface TestOutcome {
  readonly number: string;
  readonly title: string;
  readonly kind: 'unit' | 'run' | 'search';
  readonly points: number;
  readonly earned: number;
  readonly verdict: Verdict;
  /** Why, in one sentence, unless it passed. */
  readonly reason?: string | undefined;
  /** The whole failure, of the first seed that failed or of the search. */
  readonly failure?: Failure | undefined;
  /** The seed to which `failure` belongs. */
  readonly failedSeed?: number | undefined;
  readonly seeds?: readonly SeedOutcome[] | undefined;
  /** `Failed on every seed tried (5)`, if there are several seeds. */
  readonly rate?: string | undefined;
  /** The total over all seeds. */
  readonly virtualMs?: number | undefined;
  readonly searches?: readonly SearchOutcome[] | undefined;
  /** The likeliest mistake behind the failure, for machines; only if the evidence names one. */
  readonly cause?: Cause | undefined;
  /** What a teaching assistant would say about this failure. */
  readonly diagnosis?: Diagnosis | undefined;
  /** Things that the lab's code did and nobody intends, though the test may still pass. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** Anything else to say about a test that passed. */
  readonly note?: string | undefined;
  /** The command that reproduces the failure. */
  readonly reproduce?: string | undefined;
  /** Evidence, as file names within the folder of the run. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly wallMs: number;
}

/** The version of the report format; raise it when readers have to change. */
export const REPORT_VERSION = 2;

/** The result of a whole run: the content of report.json and of --json. */
export interface RunReport {
  readonly version: typeof REPORT_VERSION;
  readonly lab: string;
  /** The folder of the lab's code, relative to where labtest was started. */
  readonly solution: string;
  /** What `--seed` said; 1 when it was not given and every test ran on its fixed seeds. */
  readonly seed: number;
  readonly tests: readonly TestOutcome[];
  /** Numbers of selected tests without an outcome, after --bail or an interruption. */
  readonly notRun: readonly string[];
  /** Why the lab does not load, if so. Every test then failed for this reason. */
  readonly fault?: LabFaultData | undefined;
  readonly interrupted: boolean;
  /** What the machine did not give, if the run could not continue. */
  readonly halted?: string | undefined;
  readonly passed: number;
  /** Failed or crashed. */
  readonly failed: number;
  readonly inconclusive: number;
  readonly earned: number;
  readonly points: number;
  readonly wallMs: number;
}

/**
 * 0 all passed · 1 a test failed · 2 the lab does not load, or the machine does not let labtest
 * continue · 3 inconclusive · 4 a test itself is wrong, and its author has to fix it · 130
 * interrupted
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

/** The process's exit code after this report. */
export function exitCodeOf(report: RunReport): ExitCode {
  if (report.interrupted) return 130;
  if (report.fault !== undefined || report.halted !== undefined) return 2;
  if (report.tests.some(({ failure }) => failure?.kind === 'test')) return 4;
  if (report.failed > 0) return 1;
  return report.inconclusive > 0 ? 3 : 0;
}
