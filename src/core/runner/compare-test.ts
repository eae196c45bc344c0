import type { LabCode } from '../labs/index.js';
import type { Comparison } from '../diagnose/index.js';
import type { CompiledLab } from '../box/index.js';
import { ProcessPool } from './process-pool.js';
import type { CompareJob } from './protocol.js';
import { lostFailure, throwUnlessOver } from './run-one.js';

/** The result of comparing two seeds of a test. */
export type CompareEnd =
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  | { readonly kind: 'none-passes' }
  /** The lab hung, or ended its process. */
  | { readonly kind: 'lost'; readonly why: string };

/** How a comparison is run, beyond what the job says. */
export interface CompareSettings {
  readonly code: LabCode;
  /** Wall milliseconds without a sign of life after which the test process is killed. */
  readonly silentMsMax: number;
}

/**
 * Runs the seeds of a job in a separate process, with the current code.
 *
 * @throws LabFault when the lab does not load
 */
export async function compareTest(
  lab: CompiledLab,
  job: CompareJob,
  { code, silentMsMax }: CompareSettings,
): Promise<CompareEnd> {
  const pool = new ProcessPool(1, silentMsMax);
  try {
    pool.load({ lab, code });
    let comparison: Comparison | undefined;
    const end = await pool
      .schedule(job, (message) => {
        if (message.kind === 'compared') ({ comparison } = message);
      })
      .then((over) => throwUnlessOver(over));
    if (end.kind !== 'done') return { kind: 'lost', why: lostFailure(end).failure.message };
    return comparison === undefined ? { kind: 'none-passes' } : { kind: 'compared', comparison };
  } finally {
    pool.close();
  }
}
