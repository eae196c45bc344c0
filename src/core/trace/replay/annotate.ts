import { placeOf } from '../../system/index.js';
import { replay, type ReplayOptions } from './replay.js';
import type { Trace, TraceEvent } from '../file/index.js';

/**
 * The trace with what each step did (fingerprints, states, sends, results), found by replaying it.
 * `undefined` if it cannot be replayed as it is: then it is not a trace of this code, or the code
 * is not deterministic.
 */
export function annotate(
  trace: Trace,
  options: Omit<ReplayOptions, 'predicateOf'>,
): Trace | undefined {
  const report = replay(trace, { ...options, predicateOf: () => undefined });
  const { otherState, refusal, events } = report;
  if (otherState !== undefined || refusal !== undefined) return undefined;
  return { ...trace, events: trace.mode === 'run' ? withoutStart(trace, events) : events };
}

/**
 * A run's start may be thousands of events whose details nobody reads: only the resulting state of
 * each node is kept.
 */
function withoutStart({ startLength }: Trace, events: readonly TraceEvent[]): TraceEvent[] {
  const lasts = new Map<string, number>();
  events.slice(0, startLength).forEach(({ action }, i) => {
    const node = placeOf(action);
    if (node !== undefined) lasts.set(node, i);
  });
  const kept = new Set(lasts.values());
  return events.map(({ evidence, ...event }, i) => {
    if (i >= startLength) return { ...event, evidence };
    if (!kept.has(i) || evidence === undefined) return event;
    return { ...event, evidence: { ...evidence, sends: [], sets: [], results: [], log: [] } };
  });
}
