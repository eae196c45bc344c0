import type { RunReport, TestOutcome } from '../runner/index.js';
import { markedLines } from '../support/index.js';
import type { Places } from './places.js';
import type { ReportContext } from './report-context.js';
import { failureLines } from './render-test.js';

const STATUSES = {
  passed: 'passed',
  failed: 'failed',
  crashed: 'failed',
  inconclusive: 'other',
} as const;

/** The version of the format, so far the only one. */
export const CTRF_VERSION = '0.0.0';

/** The report in the Common Test Report Format. */
export function renderCtrf(report: RunReport, { startedMs, places }: ReportContext): string {
  const { passed, failed, inconclusive, notRun, tests, wallMs, lab, solution, seed } = report;
  const document = {
    reportFormat: 'CTRF',
    specVersion: CTRF_VERSION,
    generatedBy: 'labtest',
    results: {
      tool: { name: 'labtest' },
      summary: {
        tests: tests.length + notRun.length,
        passed,
        failed,
        skipped: notRun.length,
        pending: 0,
        other: inconclusive,
        start: Math.round(startedMs),
        stop: Math.round(startedMs) + Math.round(wallMs),
        duration: Math.round(wallMs),
        extra: { earned: report.earned, points: report.points },
      },
      tests: [...tests.map((test) => ctrfTest(test, places)), ...notRun.map(skippedTest)],
      environment: { testEnvironment: `lab ${lab}`, extra: { solution, seed } },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function ctrfTest(test: TestOutcome, places: Places): object {
  const { number, title, kind, verdict, reason, points, earned, wallMs, reproduce } = test;
  return {
    name: `${number} ${title}`,
    status: STATUSES[verdict],
    duration: Math.round(wallMs),
    rawStatus: verdict,
    type: kind,
    ...(verdict !== 'passed' && {
      message: markedLines(reason ?? verdict).join('\n'),
      trace: failureLines(test, places).join('\n'),
    }),
    extra: { points, earned, ...(reproduce !== undefined && { reproduce }) },
  };
}

function skippedTest(number: string): object {
  return { name: number, status: 'skipped', duration: 0 };
}
