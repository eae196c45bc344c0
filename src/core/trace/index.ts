/**
 * Paths through a system that outlive the process that found them. `file` writes and reads them,
 * `replay` replays them with the lab's current code, `minimise` leaves out what a failure does not
 * need, `show` makes them readable.
 *
 * Invariant: a file is never trusted: it gives a sound trace, or a `UsageError`; and a replay with
 * the same code takes the same path to the same world.
 */
export {
  formatTrace,
  networkKind,
  ownTrace,
  parseTrace,
  traceOfPath,
  type FoundPath,
  type Trace,
  type TraceCommand,
  type TraceEvent,
  type TraceEvidence,
  type TraceHead,
  type TraceNotes,
  type TraceSettings,
  type TraceVerdict,
} from './file/index.js';
export { minimiseRun, type MinimiseOptions, type Wait } from './minimise/index.js';
export {
  annotate,
  planOf,
  replay,
  standardPredicate,
  type Divergence,
  type Judgement,
  type LogOf,
  type OtherState,
  type Refusal,
  type ReplayOptions,
  type ReplayReport,
} from './replay/index.js';
export {
  againOf,
  classesOf,
  nodesInTrace,
  showTrace,
  toHtml,
  toItf,
  toMermaid,
  toShiviz,
  type ShowOptions,
} from './show/index.js';
