import type { RunReport, TestOutcome } from '../runner/index.js';
import { failureLines, renderHeading } from './render-test.js';
import type { Style } from './style.js';

/**
 * A failed run in full: for every test that did not pass all that is known of it, then the way to
 * the failure, step by step. `wayOf` gives the text of a test's trace, if there is one.
 */
export function renderExplanation(
  report: RunReport,
  tests: readonly TestOutcome[],
  style: Style,
  wayOf: (test: TestOutcome) => string | undefined,
): string {
  if (tests.length === 0) return `All ${report.tests.length} tests of this run passed.\n`;
  return tests
    .map((test) => {
      const way = wayOf(test);
      const told = way === undefined ? [] : ['', '  The way there:', '', ...indented(way)];
      return `${[renderHeading(test, style), ...failureLines(test), ...told].join('\n')}\n`;
    })
    .join('\n');
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
}
