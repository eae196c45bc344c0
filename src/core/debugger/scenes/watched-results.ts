import { RESULTS_OK } from '../../predicate/index.js';
import type { SystemPlan } from '../../system/index.js';
import type { Watched } from '../truths.js';

/**
 * Whether clients get the right results: of commands without a right one that is known, the
 * predicate holds whatever comes, and it is said that it says nothing.
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
