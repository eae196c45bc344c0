import { statSync } from 'node:fs';
import path from 'node:path';
import {
  latestRun,
  REPORT_VERSION,
  type RunReport,
  type TestOutcome,
} from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import { showTrace } from '../../core/trace/index.js';
import { readReport } from './read-report.js';
import { readTrace } from './trace-file.js';

/** A run that was finished earlier. */
export interface SavedRun {
  readonly folder: string;
  readonly report: RunReport;
  /** When it ended, in milliseconds since 1970. */
  readonly endedMs: number;
}

/** The run in `folder` (a path, or a name in logs/), or the newest one of the lab in `root`. */
export function runOf(root: string, folder: string | undefined): SavedRun {
  const places =
    folder === undefined ? [latestRun(root)] : [folder, path.join(root, 'logs', folder)];
  for (const place of places) {
    const report = place === undefined ? undefined : readReport(place);
    if (place === undefined || report === undefined) continue;
    refuseOther(report, place);
    const endedMs = statSync(path.join(place, 'report.json')).mtimeMs;
    return { folder: place, report, endedMs };
  }
  throw new UsageError(
    'LT007',
    folder === undefined
      ? `there is no run in ${root}/logs.`
      : `${folder} is not the folder of a run.`,
    ['Run the tests first: labtest'],
  );
}

/** Refuses a report that another version of labtest wrote in another format. */
function refuseOther({ version }: Partial<RunReport>, folder: string): void {
  if (version === REPORT_VERSION) return;
  throw new UsageError(
    'LT007',
    `the run in ${folder} was made by another version of labtest: its report.json is of version ` +
      `${version ?? 1}, this labtest reads version ${REPORT_VERSION}.`,
    ['Run the tests again: labtest', 'Its logs and traces can still be read'],
  );
}

/** The trace of a test as text, if it has a complete one that is worth reading. */
export async function traceText(folder: string, test: TestOutcome): Promise<string | undefined> {
  const name = test.files?.['trace'];
  // A search's failure already shows its path step by step.
  if (name === undefined || test.kind === 'search') return undefined;
  try {
    const trace = await readTrace(path.join(folder, name));
    // A whole long run explains nothing; `labtest trace show` has it.
    return trace.minimised === undefined ? undefined : showTrace(trace);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return undefined;
  }
}
