import { replay, type ReplayOptions } from './replay.js';
import type { Trace } from './trace.js';

/**
 * The trace with what each step did (fingerprints, states, sends, results), found by taking it
 * again. `undefined` when it cannot be taken again as it is: then it is no trace of this code, or
 * the code does not always do the same.
 */
export function annotate(
  trace: Trace,
  options: Omit<ReplayOptions, 'predicateOf'>,
): Trace | undefined {
  const { divergence, events } = replay(trace, { ...options, predicateOf: () => undefined });
  return divergence === undefined ? { ...trace, events } : undefined;
}
