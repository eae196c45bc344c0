import { CTRF_VERSION } from '../../report/index.js';
import type { LabSpec } from '../../registry/index.js';
import { markedLines } from '../../support/index.js';
import type { Standing } from '../graded.js';
import type { TestMark } from '../mark.js';

const STATUSES = {
  passed: 'passed',
  failed: 'failed',
  crashed: 'failed',
  inconclusive: 'other',
  missing: 'skipped',
} as const;

/** A class in the Common Test Report Format: the tests of all submissions, a suite for each. */
export function classCtrf(
  { lab }: LabSpec,
  standings: readonly Standing[],
  startedMs: number,
): string {
  const tests = standings.flatMap(testsOf);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const duration = tests.reduce((sum, test) => sum + test.duration, 0);
  const document = {
    reportFormat: 'CTRF',
    specVersion: CTRF_VERSION,
    generatedBy: 'labtest',
    results: {
      tool: { name: 'labtest' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: standings.length,
        start: startedMs,
        stop: startedMs + duration,
        duration,
      },
      tests,
      environment: { testEnvironment: `lab ${lab}` },
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

interface CtrfTest {
  readonly name: string;
  readonly status: (typeof STATUSES)[keyof typeof STATUSES];
  readonly duration: number;
  readonly suite: readonly string[];
  readonly message?: string;
  readonly extra: Readonly<Record<string, string | number>>;
}

function testsOf({ source, mark, failures }: Standing): CtrfTest[] {
  const reasons = new Map(failures.map((each) => [each.number, each.reason]));
  return mark.tests.map(({ test, verdict, earned, wallMs }: TestMark): CtrfTest => {
    const reason = reasons.get(test.number);
    return {
      name: `${test.number} ${test.title}`,
      status: STATUSES[verdict],
      duration: Math.round(wallMs),
      suite: [source.id],
      ...(reason !== undefined && { message: markedLines(reason).join('\n') }),
      extra: { points: test.points, earned },
    };
  });
}
