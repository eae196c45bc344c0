/**
 * Ways through a system that outlive the process that found them: written to a file, read back,
 * taken again with the lab's code as it is now, made small, shown and converted.
 *
 * Invariant: what is read from a file is never trusted: it is a sound trace, or a `UsageError`;
 * and replaying the same code takes the same way to the same state.
 */
export { annotate } from './annotate.js';
export type { LogOf } from './logged-handlers.js';
export { minimiseRun, type MinimiseOptions } from './minimise-run.js';
export { parseTrace } from './read-trace.js';
export type { Judgement } from './judge-replay.js';
export {
  replay,
  type Divergence,
  type OtherState,
  type Refusal,
  type ReplayOptions,
  type ReplayReport,
} from './replay.js';
export { traceOfWay, type TraceHead, type Way } from './search-trace.js';
export { printAction } from './print-action.js';
export { showTrace, type ShowOptions } from './show-trace.js';
export { standardPredicate } from './standard-predicates.js';
export type {
  Trace,
  TraceCommand,
  TraceEvent,
  TraceEvidence,
  TraceSettings,
  TraceVerdict,
} from './trace.js';
export { formatTrace } from './write-trace.js';
export { toHtml } from './to-html.js';
export { toItf } from './to-itf.js';
export { toMermaid } from './to-mermaid.js';
export { toShiviz } from './to-shiviz.js';
