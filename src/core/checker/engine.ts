import { BreadthFirst } from './breadth-first/breadth-first.js';
import { RandomProbes } from './probes/random-probes.js';
import type { Search } from './search.js';
import { withoutUnreadOrders } from './unread-orders.js';

/**
 * Below this many states, or random steps, starting threads takes as long as they save. On two
 * cores, the second brings 1.2 times the speed at 4 million states and 1.5 times at 24 million.
 */
const WORKERS_FROM_STATES = 1_000_000;

/**
 * Searches on interned states. What it finds and counts is what the naive search finds and counts,
 * with any number of workers.
 */
export const search: Search = searchWith({ workersFrom: WORKERS_FROM_STATES });

/** The engine with its threads started earlier or later, for tests and benchmarks. */
export function searchWith({ workersFrom }: { readonly workersFrom: number }): Search {
  return (problem, settings, report) =>
    withoutUnreadOrders(problem, settings, (orderless, left) =>
      left.strategy === 'bfs'
        ? new BreadthFirst(orderless, left, report, workersFrom).run()
        : new RandomProbes(orderless, left, report, workersFrom).run(),
    );
}
