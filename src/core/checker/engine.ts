import { BreadthFirst } from './breadth-first.js';
import { RandomProbes } from './random-probes.js';
import type { Search } from './search.js';

/**
 * Searches on interned states; see ARCHITECTURE.md. What it finds and counts is what the naive
 * search finds and counts.
 */
export const search: Search = (problem, settings, report) =>
  settings.strategy === 'bfs'
    ? new BreadthFirst(problem, settings, report).run()
    : new RandomProbes(problem, settings, report).run();
