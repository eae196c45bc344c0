/**
 * What a trace is, and its file: written, read back and checked.
 *
 * Invariant: what is read is a sound trace, or a `UsageError` says why it is none. The same trace
 * has the same text.
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
