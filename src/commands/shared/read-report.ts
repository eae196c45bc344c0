import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunReport } from '../../core/runner/index.js';

/** The report in a run's folder; undefined where there is none, or one that was damaged. */
export function readReport(folder: string): RunReport | undefined {
  try {
    const report: unknown = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
    return isReport(report) ? report : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it holds what is read of it; later versions may add to that. */
function isReport(value: unknown): value is RunReport {
  const { tests, notRun } = (value ?? {}) as { tests?: unknown; notRun?: unknown };
  return Array.isArray(tests) && Array.isArray(notRun) && tests.every(isOutcome);
}

function isOutcome(value: unknown): boolean {
  const { number, verdict, title } = (value ?? {}) as Record<string, unknown>;
  return [number, verdict, title].every((text) => typeof text === 'string');
}
