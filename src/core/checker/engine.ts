import { BreadthFirst } from './breadth-first/breadth-first.js';
import { RandomProbes } from './probes/random-probes.js';
import type { Search } from './search.js';
import { withoutUnreadOrders } from './unread-orders.js';

/** When threads start, to speed up a search that is then still far from its end (decision 14). */
interface ThreadStart {
  /** After this many visited states. */
  readonly workersFrom: number;
  /** After this many random steps; if omitted, the same number as for states. */
  readonly workersFromSteps?: number;
}

/**
 * Searches on interned states. It finds and counts the same as the naive search, with any number of
 * workers.
 */
export const search: Search = searchWith({ workersFrom: 200_000, workersFromSteps: 20_000_000 });

/** The engine with its threads started earlier or later, for tests and benchmarks. */
export function searchWith({ workersFrom, workersFromSteps = workersFrom }: ThreadStart): Search {
  return (problem, settings, report) =>
    withoutUnreadOrders(problem, settings, (orderless, left) =>
      left.strategy === 'bfs'
        ? new BreadthFirst(orderless, left, report, workersFrom).run()
        : new RandomProbes(orderless, left, report, workersFromSteps).run(),
    );
}
