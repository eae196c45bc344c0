import { placeOf } from '../../system/index.js';
import { replay, type ReplayOptions } from './replay.js';
import type { Trace, TraceEvent } from '../file/index.js';

/**
 * The trace with what each step did (fingerprints, states, sends, results), found by taking it
 * again. `undefined` when it cannot be taken again as it is: then it is no trace of this code, or
 * the code does not always do the same.
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
 * A run's start may be thousands of events, of which nobody reads what each did: only the state
 * in which they left each node is kept.
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
