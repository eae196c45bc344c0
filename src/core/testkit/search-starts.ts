import type { SearchResult } from '../checker/index.js';
import { LabFault } from '../support/index.js';
import type { PhaseSettings } from './phase-settings.js';
import { SearchRun, type Searched, type SearchedLab, type SearchRequest } from './search-run.js';
import type { SearchTestOptions } from './search-run.js';
import { Inconclusive, SearchSystem } from './search-system.js';
import type { SearchTest } from './search-test.js';
import type { Stage } from './stage.js';
import { TestFailure } from './test-failure.js';

/** Where one search of a test starts, and under which rules. */
export interface SearchStart {
  readonly name: string;
  readonly from: Stage;
  readonly phase: PhaseSettings;
}

/** The starts of a test's searches, as far as the test gets. */
export interface SearchStarts {
  readonly starts: readonly SearchStart[];
  /** Why there are no more: the goal of the last start was not found. */
  readonly failure: string | undefined;
}

/** The result of a search that did not run. */
const NOT_SEARCHED: SearchResult = {
  end: 'exhausted',
  finding: undefined,
  states: 0,
  transitions: 0,
  depth: 0,
  depthCovered: 0,
  statesPerDepth: [],
  transitionsFromDepth: [],
  prunedPerDepth: [],
  bytes: 0,
  lastNews: 0,
  ordersRead: [],
  nearest: () => undefined,
};

/**
 * Runs a search test to collect the states that its searches start from. A search for a goal is
 * run, because the next one may start there; one that only explores is not.
 */
export function searchStarts(
  test: SearchTest,
  lab: SearchedLab,
  options: SearchTestOptions,
): SearchStarts {
  const run = new StartsRun(lab, options);
  try {
    test.search(new SearchSystem(run, test.subjects));
  } catch (error) {
    if (error instanceof TestFailure) return { starts: run.starts, failure: error.failure.message };
    if (error instanceof LabFault) return { starts: run.starts, failure: error.data.message };
    if (!(error instanceof Inconclusive)) throw error;
    const [last] = run.outcomes.slice(-1);
    return { starts: run.starts, failure: last?.text ?? 'a search ended early' };
  }
  return { starts: run.starts, failure: undefined };
}

class StartsRun extends SearchRun {
  readonly starts: SearchStart[] = [];

  override search(request: SearchRequest): Searched {
    const { name, from, phase } = request;
    this.starts.push({ name, from, phase });
    if (phase.goals.length > 0) return super.search(request);
    const problem = this.problemFrom(from);
    return { ...request, problem, result: NOT_SEARCHED, text: 'not searched', isCutShort: false };
  }
}
