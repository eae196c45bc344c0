import type { Strategy } from '../checker/index.js';
import type { BoxCommand } from '../isolation/index.js';
import type { LabPlace } from '../judge/index.js';
import type { RunTestSpec, SearchTestSpec, TestSpec } from '../registry/index.js';

/** How to run tests, beyond what lab-tests.yaml says about each. */
export interface TestSettings {
  /** The seed of the random searches, and the first one if seeds are counted up. */
  readonly seed: number;
  /** If false, a run may last forever. */
  readonly timeouts: boolean;
  /** The rank of the lowest level that is shown: `levelRank('FINER')`. */
  readonly logThreshold: number;
  /** If given, only these nodes' records are shown. */
  readonly logNodes?: readonly string[] | undefined;
  /** The maximum number of processes that run tests in parallel. No outcome depends on it. */
  readonly processes: number;
  /** CPU milliseconds without a sign of life after which a test process is killed. */
  readonly silentMsMax: number;
  /** Stop after the first test, in the order of numbers, that does not pass. */
  readonly bail: boolean;
  /** Also verify that the lab is pure. */
  readonly checks: boolean;
  /** Also save the traces of passing tests. */
  readonly saveTraces: boolean;
  readonly search: SearchOverrides;
  /** Where the lab's code runs; default: a thread. No verdict, count or trace depends on it. */
  readonly place?: LabPlace | undefined;
  /** Starts the box in which the lab is compiled; if omitted, this process compiles it. */
  readonly compileIn?: BoxCommand | undefined;
}

/** The command line's replacements for a search test's own budgets. */
export interface SearchOverrides {
  readonly depthMax?: number | undefined;
  readonly statesMax?: number | undefined;
  readonly timeMaxMs?: number | undefined;
  readonly strategy?: Strategy | undefined;
  readonly workers: number;
  readonly memoryMaxBytes: number;
}

/** A test to run: on which seeds, or once as a search. */
export type PlannedTest =
  | { readonly test: RunTestSpec; readonly seeds: readonly number[] }
  | { readonly test: SearchTestSpec; readonly seeds?: undefined };

/** The command line's choice of seeds. */
export interface SeedChoice {
  /** `--seed`: only this one, or the first of `count`. */
  readonly seed?: number | undefined;
  /** `--seeds`: how many. */
  readonly count?: number | undefined;
}

/**
 * The test with its seeds: the fixed ones and those that `failed` before, unless the command line
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
  // The fixed ones come first, so that more seeds never find fewer failures.
  const fixed = test.seeds.slice(0, count);
  const others = countUp(1, count + fixed.length).filter((other) => !fixed.includes(other));
  return { test, seeds: [...fixed, ...others].slice(0, count) };
}

function countUp(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
