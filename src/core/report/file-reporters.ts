import type { RunReport } from '../runner/index.js';

/** Formats that are made when the run is over, by the name that --reporter knows them by. */
export const FILE_REPORTERS: Readonly<Record<string, (report: RunReport) => string>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
