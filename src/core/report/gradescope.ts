import type { RunReport } from '../runner/index.js';
import type { ReportContext } from './report-context.js';
import { failureLines, outcomeWord } from './render-test.js';

/** The results.json that Gradescope's autograder reads. */
export function renderGradescope(report: RunReport, { places }: ReportContext): string {
  const document = {
    score: report.earned,
    output: `Lab ${report.lab}: ${report.passed} of ${report.tests.length} tests passed.`,
    output_format: 'text',
    visibility: 'visible',
    tests: report.tests.map((test) => ({
      number: test.number,
      name: test.title,
      score: test.earned,
      max_score: test.points,
      status: test.verdict === 'passed' ? 'passed' : 'failed',
      output: [
        ...(test.verdict === 'passed' ? [] : failureLines(test, places)),
        `...${outcomeWord(test.verdict)}`,
      ].join('\n'),
      output_format: 'text',
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
