import { BreadthFirst } from './breadth-first/breadth-first.js';
import { RandomProbes } from './probes/random-probes.js';
import type { Search } from './search.js';
import { withoutUnreadOrders } from './unread-orders.js';

/** When threads start; a search that is far from its end then is sped up (decision 14). */
interface ThreadStart {
  /** So many states are visited. */
  readonly workersFrom: number;
  /** So many random steps are taken; left out: as many as states. */
  readonly workersFromSteps?: number;
}

/**
 * Searches on interned states. What it finds and counts is what the naive search finds and counts,
 * with any number of workers.
 */
export const search: Search = searchWith({ workersFrom: 200_000, workersFromSteps: 1_000_000 });

/** The engine with its threads started earlier or later, for tests and benchmarks. */
export function searchWith({ workersFrom, workersFromSteps = workersFrom }: ThreadStart): Search {
  return (problem, settings, report) =>
    withoutUnreadOrders(problem, settings, (orderless, left) =>
      left.strategy === 'bfs'
        ? new BreadthFirst(orderless, left, report, workersFrom).run()
        : new RandomProbes(orderless, left, report, workersFromSteps).run(),
    );
}
