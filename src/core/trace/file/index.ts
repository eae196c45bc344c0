/**
 * The trace type and its file format: writing, reading and checking.
 *
 * Invariant: reading gives a sound trace, or a `UsageError` that says what is wrong. Equal traces
 * have equal texts.
 */
export { ownTrace, parseTrace } from './read-trace.js';
export { traceOfPath, type FoundPath, type TraceHead } from './search-trace.js';
export {
  networkKind,
  type Trace,
  type TraceCommand,
  type TraceEvent,
  type TraceEvidence,
  type TraceNotes,
  type TraceSettings,
  type TraceVerdict,
} from './trace.js';
export { formatTrace } from './write-trace.js';
