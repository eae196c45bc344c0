import type { RunReport, TestOutcome } from '../runner/index.js';
import type { Places } from './places.js';
import type { ReportContext } from './report-context.js';
import { failureLines } from './render-test.js';

/** The report in the Test Anything Protocol, version 14. */
export function renderTap(report: RunReport, { places }: ReportContext): string {
  const { tests, notRun, interrupted, halted } = report;
  const lines = ['TAP version 14', `1..${tests.length + notRun.length}`];
  tests.forEach((test, index) => lines.push(...testPoint(test, index + 1, places)));
  notRun.forEach((number, index) => {
    const why = halted ?? (interrupted ? 'interrupted' : 'stopped at the first failure');
    lines.push(`not ok ${tests.length + index + 1} - ${number} # SKIP ${why}`);
  });
  if (interrupted) lines.push('Bail out! interrupted');
  if (halted !== undefined) lines.push(`Bail out! ${halted}`);
  return `${lines.join('\n')}\n`;
}

function testPoint(test: TestOutcome, id: number, places: Places): string[] {
  const ok = test.verdict === 'passed' ? 'ok' : 'not ok';
  const point = `${ok} ${id} - ${escaped(`${test.number} ${test.title}`)}`;
  const diagnostics: string[] = [
    `  verdict: ${test.verdict}`,
    `  points: ${test.earned}`,
    `  points_max: ${test.points}`,
    `  duration_ms: ${test.wallMs.toFixed(3)}`,
  ];
  if (test.reason !== undefined) diagnostics.push(`  message: ${JSON.stringify(test.reason)}`);
  if (test.reproduce !== undefined) diagnostics.push(`  again: ${JSON.stringify(test.reproduce)}`);
  if (test.verdict !== 'passed') {
    diagnostics.push('  detail: |');
    for (const line of failureLines(test, places))
      diagnostics.push(line === '' ? '' : `    ${line}`);
  }
  return [point, '  ---', ...diagnostics, '  ...'];
}

/** `#` would begin a directive. */
function escaped(description: string): string {
  return description.replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
