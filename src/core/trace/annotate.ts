import { assert } from '../support/index.js';
import { replay, type ReplayOptions } from './replay.js';
import type { Trace } from './trace.js';

/**
 * The trace with what each step did (fingerprints, states, sends, results), found by taking it
 * again. Throws when it cannot be taken again: then it is no trace of this code.
 */
export function annotate(trace: Trace, options: Omit<ReplayOptions, 'predicateOf'>): Trace {
  const report = replay(trace, { ...options, predicateOf: () => undefined });
  const { divergence } = report;
  assert(
    divergence === undefined,
    `event ${(divergence?.index ?? 0) + 1} of the trace (${divergence?.event}) cannot be taken ` +
      `again: ${divergence?.why}`,
  );
  return { ...trace, events: report.events };
}
