import type { Strategy } from '../checker/index.js';
import type { BoxCommand } from '../isolation/index.js';
import type { LabPlace } from '../judge/index.js';
import type { RunTestSpec, SearchTestSpec, TestSpec } from '../registry/index.js';

/** How tests are run, beyond what lab-tests.yaml says of each. */
export interface TestSettings {
  /** Seeds of the random searches, and the first one where seeds are counted up. */
  readonly seed: number;
  /** Without it, a run may last for ever. */
  readonly timeouts: boolean;
  /** Rank of the least level that is shown: `levelRank('FINER')`. */
  readonly logThreshold: number;
  /** Only these nodes' records are shown, when given. */
  readonly logNodes?: readonly string[] | undefined;
  /** Processes that run tests side by side, at most. The outcomes do not depend on it. */
  readonly processes: number;
  /** Milliseconds of work without a sign of life after which a test process is killed. */
  readonly silentMsMax: number;
  /** Stop after the first test, in the order of numbers, that does not pass. */
  readonly bail: boolean;
  /** Verify on the way that the lab is pure. */
  readonly checks: boolean;
  /** Save the traces of tests that pass, too. */
  readonly saveTraces: boolean;
  readonly search: SearchOverrides;
  /** Where the lab's code runs; left out, in a thread. No verdict, count or trace depends on it. */
  readonly place?: LabPlace | undefined;
  /** What starts the box in which the lab is compiled; left out, in this process. */
  readonly compileIn?: BoxCommand | undefined;
}

/** What the command line says instead of a search test's own budgets. */
export interface SearchOverrides {
  readonly depthMax?: number | undefined;
  readonly statesMax?: number | undefined;
  readonly timeMaxMs?: number | undefined;
  readonly strategy?: Strategy | undefined;
  readonly workers: number;
  readonly memoryMaxBytes: number;
}

/** A test that is to be run: on which seeds, or once as a search. */
export type PlannedTest =
  | { readonly test: RunTestSpec; readonly seeds: readonly number[] }
  | { readonly test: SearchTestSpec; readonly seeds?: undefined };

/** Which seeds the command line asks for. */
export interface SeedChoice {
  /** `--seed`: only this one, or the first of `count`. */
  readonly seed?: number | undefined;
  /** `--seeds`: how many. */
  readonly count?: number | undefined;
}

/**
 * The test with its seeds: the fixed ones and those that `failed` earlier, unless the command line
 * says otherwise.
 */
export function planTest(
  test: TestSpec,
  choice: SeedChoice,
  failed: readonly number[] = [],
): PlannedTest {
  if (test.kind === 'search') return { test };
  const { seed, count } = choice;
  if (seed !== undefined) return { test, seeds: countUp(seed, count ?? 1) };
  if (count === undefined) return { test, seeds: [...new Set([...test.seeds, ...failed])] };
  // The fixed ones come first, so that more seeds never find less.
  const fixed = test.seeds.slice(0, count);
  const others = countUp(1, count + fixed.length).filter((other) => !fixed.includes(other));
  return { test, seeds: [...fixed, ...others].slice(0, count) };
}

function countUp(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
