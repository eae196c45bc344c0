import { RESULTS_OK } from '../../predicate/index.js';
import type { SystemPlan } from '../../system/index.js';
import type { Watched } from '../truths.js';

/**
 * Whether clients get the right results. If no expected results are known, the predicate always
 * holds, and is marked as saying nothing.
 *
 * @param source where the commands come from: `the trace`
 */
export function watchedResults({ workloads }: SystemPlan, source: string): Watched {
  const isKnown = [...workloads].some(([client, workload]) => {
    const indexes = Array.from({ length: workload.size }, (_, index) => index);
    return indexes.some((index) => workload.expectedAt(index, client) !== undefined);
  });
  const unjudged = isKnown ? undefined : `${source} holds no expected results`;
  return { role: 'invariant', predicate: RESULTS_OK, unjudged };
}
