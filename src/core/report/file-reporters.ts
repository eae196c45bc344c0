import type { RunReport } from '../runner/index.js';
import { printableJson } from '../support/index.js';
import type { ReportContext } from './report-context.js';
import { renderCtrf } from './ctrf.js';
import { renderGradescope } from './gradescope.js';
import { renderJunit } from './junit.js';
import { renderTap } from './tap.js';

/** Formats that are written after the run, by their name in --reporter. */
export const FILE_REPORTERS: Readonly<
  Record<string, (report: RunReport, context: ReportContext) => string>
> = {
  tap: renderTap,
  junit: renderJunit,
  ctrf: renderCtrf,
  gradescope: renderGradescope,
  json: (report) => `${printableJson(report, 2)}\n`,
};
