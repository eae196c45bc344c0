/**
 * Outcomes in, text out: the terminal's report, --json, TAP, JUnit, CTRF.
 *
 * Invariant: decides nothing. Every word follows from the report; no colour or spinner reaches a
 * pipe or a file.
 */
export { FILE_REPORTERS } from './file-reporters.js';
export { CTRF_VERSION } from './ctrf.js';
export { junitDocument, type JunitSuite } from './junit.js';
export { QuietReporter } from './quiet-reporter.js';
export { renderComparison } from './render-comparison.js';
export { placesIn } from './places.js';
export { renderExplanation } from './render-explanation.js';
export { isCutOff, isImpure, renderCheck } from './render-check.js';
export { diagnosisLines } from './render-diagnosis.js';
export { isMatrixWrong, renderMatrix, type MatrixRow } from './render-matrix.js';
export { renderList } from './render-list.js';
export { renderReplay } from './render-replay.js';
export { failureLines, renderFault, renderHeading } from './render-test.js';
export { renderUnloaded } from './render-summary.js';
export { statusLineFor, type StatusLine } from './status-line.js';
export { styleFor, type Style } from './style.js';
export { PacedOutput } from './terminal-output.js';
export { TerminalReporter, type TerminalOptions } from './terminal-reporter.js';
