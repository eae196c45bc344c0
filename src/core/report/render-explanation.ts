import { counted } from '../support/index.js';
import type { RunReport, TestOutcome } from '../runner/index.js';
import type { Places } from './places.js';
import { failureLines, renderHeading, traceLines } from './render-test.js';
import type { Style } from './style.js';

/** The evidence of a failed run. */
export interface FailureSources {
  readonly places: Places;
  /** The text of a test's trace, if there is one. */
  readonly traceTextOf: (test: TestOutcome) => string | undefined;
}

/**
 * A failed run in full: for every test that did not pass, everything known about it, then the path
 * to the failure, step by step.
 */
export function renderExplanation(
  report: RunReport,
  tests: readonly TestOutcome[],
  style: Style,
  { places, traceTextOf }: FailureSources,
): string {
  if (tests.length === 0)
    return `Nothing failed in this run: ${counted(report.tests.length, 'test')} passed.\n`;
  return tests
    .map((test) => {
      const told = [...failureLines(test, places), ...traceLines(traceTextOf(test))].join('\n');
      return `${renderHeading(test, style)}\n${told.trimEnd()}\n`;
    })
    .join('\n');
}
