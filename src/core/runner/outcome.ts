import type { Diagnosis } from '../diagnose/index.js';
import type { Cause, LabFaultData } from '../support/index.js';
import type { Failure, SearchOutcome, Verdict } from '../testkit/index.js';

/** What one seed of a test gave, as reports tell it. */
export interface SeedOutcome {
  readonly seed: number;
  readonly verdict: Verdict;
  /** Why, in one sentence, unless it passed. */
  readonly reason?: string | undefined;
  readonly virtualMs: number;
  /** Messages delivered and timers fired. */
  readonly events: number;
  /** The drawn and set options of the run: loss, latency, ... */
  readonly options: Readonly<Record<string, string | number>>;
  readonly wallMs: number;
}

/** What one test gave. Wall times are all that differs between two runs of one seed. */
export interface TestOutcome {
  readonly number: string;
  readonly title: string;
  readonly kind: 'unit' | 'run' | 'search';
  readonly points: number;
  readonly earned: number;
  readonly verdict: Verdict;
  /** Why, in one sentence, unless it passed. */
  readonly reason?: string | undefined;
  /** The whole of it: of the first seed that failed, or of the search. */
  readonly failure?: Failure | undefined;
  /** The seed that `failure` is of. */
  readonly failedSeed?: number | undefined;
  readonly seeds?: readonly SeedOutcome[] | undefined;
  /** `Failed on every seed tried (5)`, when there are several seeds. */
  readonly rate?: string | undefined;
  /** Of all seeds together. */
  readonly virtualMs?: number | undefined;
  readonly searches?: readonly SearchOutcome[] | undefined;
  /** The likeliest mistake behind the failure, for machines; only where the evidence names one. */
  readonly cause?: Cause | undefined;
  /** What a teaching assistant would say to this failure. */
  readonly diagnosis?: Diagnosis | undefined;
  /** What the lab's code did that is never meant, though it may pass with it. */
  readonly warnings?: readonly LabFaultData[] | undefined;
  /** What else there is to say of a test that passed. */
  readonly note?: string | undefined;
  /** The line that brings the failure back. */
  readonly reproduce?: string | undefined;
  /** Evidence, as file names within the folder of the run. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly wallMs: number;
}

/** The version of what a report holds; grows when its readers have to change. */
export const REPORT_VERSION = 2;

/** What a whole run gave: the content of report.json and of --json. */
export interface RunReport {
  readonly version: typeof REPORT_VERSION;
  readonly lab: string;
  /** Folder of the lab's code, relative to where labtest was started. */
  readonly solution: string;
  /** What `--seed` said; 1 when it was not given and every test ran on its fixed seeds. */
  readonly seed: number;
  readonly tests: readonly TestOutcome[];
  /** Numbers of the tests that were chosen and have no outcome: after --bail or an interruption. */
  readonly notRun: readonly string[];
  /** The lab itself does not load: why. Every test then failed for this reason. */
  readonly fault?: LabFaultData | undefined;
  readonly interrupted: boolean;
  /** The run could not go on: what the machine did not give. */
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
 * 0 all passed · 1 a test failed · 2 the lab does not load, or the machine does not let labtest go
 * on · 3 inconclusive · 4 a test is wrong, which its author has to mend · 130 interrupted
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

/** How the process ends after this report. */
export function exitCodeOf(report: RunReport): ExitCode {
  if (report.interrupted) return 130;
  if (report.fault !== undefined || report.halted !== undefined) return 2;
  if (report.tests.some(({ failure }) => failure?.kind === 'test')) return 4;
  if (report.failed > 0) return 1;
  return report.inconclusive > 0 ? 3 : 0;
}
