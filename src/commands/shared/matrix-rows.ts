import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { variantsOf, type LabSet, type LabVariant } from '../../core/labs/index.js';
import { findLabFolder, type LabSpec } from '../../core/registry/index.js';
import { QuietReporter, statusLineFor, type MatrixRow } from '../../core/report/index.js';
import { planTest, runTests, type RunReport } from '../../core/runner/index.js';
import type { TestFlags } from './flags.js';
import { reproduceFlagsOf, settingsOf } from './test-settings.js';

/** The results of all of a lab's tests on its solutions and mutants, until `signal` is aborted. */
export async function matrixRows(
  labs: LabSet,
  spec: LabSpec,
  flags: TestFlags,
  signal: AbortSignal,
): Promise<MatrixRow[]> {
  const code = await labs.codeOf(spec);
  const settings = settingsOf(flags);
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-matrix-'));
  const reportOf = async (variant: LabVariant): Promise<RunReport> => {
    const root = path.join(scratch, `${variant.kind}-${variant.name}`);
    variant.writeTo(root);
    const { solution } = await findLabFolder(root, root, spec.lab);
    return runTests(
      {
        spec,
        code,
        folder: { lab: spec.lab, root, solution },
        solution: variant.name,
        planned: spec.tests.map((test) => planTest(test, {})),
        settings,
        reproduceFlags: reproduceFlagsOf(flags),
        keep: 'none',
      },
      new QuietReporter(statusLineFor(process.stderr)),
      signal,
    );
  };
  const rows: MatrixRow[] = [];
  try {
    for (const variant of variantsOf(labs, spec)) {
      const report = await reportOf(variant);
      if (signal.aborted) break;
      rows.push({ name: variant.name, kind: variant.kind, outcomes: report.tests });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return rows;
}
