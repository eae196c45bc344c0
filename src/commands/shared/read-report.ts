import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunReport } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';

/**
 * The report in a run's folder; undefined if there is none.
 *
 * @throws UsageError LT007 for one that is damaged
 */
export function readReport(folder: string): RunReport | undefined {
  const file = path.join(folder, 'report.json');
  if (!existsSync(file)) return undefined;
  try {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isReport(report)) return report;
  } catch {
    // The message is below; what exactly is wrong with the file helps nobody.
  }
  throw new UsageError('LT007', `${file} is damaged: it is not what labtest wrote.`, [
    'Run the tests again: labtest',
  ]);
}

/** Whether it has the fields that are read; later versions may add others. */
function isReport(value: unknown): value is RunReport {
  const { tests, notRun } = (value ?? {}) as { tests?: unknown; notRun?: unknown };
  return Array.isArray(tests) && Array.isArray(notRun) && tests.every(isOutcome);
}

function isOutcome(value: unknown): boolean {
  const { number, verdict, title } = (value ?? {}) as Record<string, unknown>;
  return [number, verdict, title].every((text) => typeof text === 'string');
}
