import type { Places } from './places.js';

/** What a report in a file knows about its run besides the outcomes. */
export interface ReportContext {
  /** When the run began, in milliseconds since 1970. */
  readonly startedMs: number;
  /** Where the logs and traces are, and the lab. */
  readonly places: Places;
  /** The lab's folder, relative to where labtest was started. */
  readonly solution: string;
}
