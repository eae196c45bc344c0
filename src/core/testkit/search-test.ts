import { levelRank, rootAddress, type Address, type LogLevel } from '../lab/index.js';
import { LabFault } from '../support/index.js';
import type { Failure } from './failure.js';
import type { LogRecord, SearchTestOutcome, SearchPath } from './outcome.js';
import { SearchRun, type SearchedLab, type SearchTestOptions } from './search-run.js';
import { Inconclusive, SearchSystem } from './search-system.js';
import { pathEffectLines, stepNumber } from './search-path.js';
import type { Subjects } from './subjects.js';
import { TestFailure } from './test-failure.js';

/** A test that searches the states of a system. */
export interface SearchTest {
  readonly kind: 'search';
  readonly subjects: Subjects;
  /** Throws when the test fails. */
  search(system: SearchSystem): void;
}

/**
 * A test of a system's states: `searchTest(subjects, (system) => { ... })`.
 *
 * @example
 * ```ts
 * searchTest(counter, (system) => {
 *   const start = system.start({ servers: [SERVER], clients: { [client(1)]: work } });
 *   const settings = system.settings.invariant(RESULTS_OK);
 *   system.find('it can finish', start, settings.goal(CLIENTS_DONE));
 *   system.exhaust('no result is wrong', start, settings.prune(CLIENTS_DONE));
 * });
 * ```
 */
export function searchTest(subjects: Subjects, body: (system: SearchSystem) => void): SearchTest {
  return { kind: 'search', subjects, search: body };
}

/** Where the log of a counterexample goes. */
export interface SearchLogOptions {
  /** The rank of the least level that is logged: FINER shows steps, FINEST what they did. */
  readonly logThreshold?: number | undefined;
  readonly logNodes?: ReadonlySet<string> | undefined;
  readonly onLog?: ((record: LogRecord) => void) | undefined;
}

/**
 * Runs a search test once. Never throws for what the lab does: that is an outcome. What it throws
 * is a bug of the harness or of the test.
 */
export function executeSearchTest(
  test: SearchTest,
  lab: SearchedLab,
  options: SearchTestOptions & SearchLogOptions,
): SearchTestOutcome {
  const run = new SearchRun(lab, options);
  const system = new SearchSystem(run, test.subjects);
  let failure: Failure | undefined;
  try {
    test.search(system);
  } catch (error) {
    // Where a handler is not pure, everything else that went wrong may be noise of that.
    if (!(error instanceof Inconclusive)) failure = run.impurity() ?? failureOf(error, run, system);
  }
  const { counterexample, nearest } = system;
  const path = counterexample ?? nearest;
  if (path !== undefined) logPath(path, lab, options);
  return {
    verdict: failure === undefined ? system.verdict : 'failed',
    failure,
    warnings: run.profiled.warnings.sorted,
    searches: run.outcomes,
    counterexample,
    paths: system.paths,
    nearest,
    profile: system.profile,
    everSent: system.everSent,
    heldBack: system.heldBack,
  };
}

/** What a thrown value says of the lab; throws on what is not about the lab. */
function failureOf(error: unknown, run: SearchRun, system: SearchSystem): Failure {
  if (error instanceof TestFailure) return error.failure;
  if (error instanceof LabFault) {
    if (run.failedStep !== undefined) return system.failedIn(run.failedStep);
    return { kind: 'lab', message: error.data.message, fault: error.data };
  }
  throw error;
}

function logPath(path: SearchPath, lab: SearchedLab, options: SearchLogOptions): void {
  const { logThreshold = 0, logNodes, onLog } = options;
  const write = (at: number, node: string, level: LogLevel, text: string): void => {
    if (levelRank(level) < logThreshold) return;
    const isWanted = logNodes === undefined || logNodes.has(rootAddress(node as Address));
    if (isWanted) onLog?.({ at, node, level, text });
  };
  for (const [index, step] of [...path.before, ...path.steps].entries()) {
    const node = step.node ?? 'test';
    const number = stepNumber(path, index);
    write(number, node, 'FINER', step.text);
    for (const { level, text } of step.log) write(number, node, level, text);
    for (const effect of pathEffectLines(step, lab.classes)) write(number, node, 'FINEST', effect);
  }
}
