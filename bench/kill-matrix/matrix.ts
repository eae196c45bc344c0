import type { LabSpec, RunTestSpec, TestSpec } from '../../src/core/registry/index.js';
import type { Mutant } from '../../selftest/mutants/index.js';
import { TestedLab, type Cause, type SearchFinding } from './tested-lab.js';

/** How the tests are run. */
export interface MatrixOptions {
  /** The tests that are run, in order. */
  readonly tests: readonly TestSpec[];
  /** Every seed of a test, also those behind the first that fails. */
  readonly allSeeds: boolean;
  /** Run a mutant's own tests on this many seeds each; 0 for none. */
  readonly margin: number;
  /** Instead of the searches' own budgets. */
  readonly statesMax: number | undefined;
}

/** That a test does not pass on a lab. */
export interface Cell {
  readonly cause: Cause;
  readonly message: string;
  /** Of a run test: the first seed that fails, and how many of those that were run do. */
  readonly seed?: number;
  readonly failing?: number;
  readonly run?: number;
  /** Of a search test: the search that ended it, its unique states and depth. */
  readonly search?: string;
  readonly states?: number;
  readonly depth?: number;
}

/** What one lab did with all tests: what is not there was passed. */
export interface Row {
  readonly name: string;
  /** Absent for a correct solution. */
  readonly mutant?: Omit<Mutant, 'name' | 'patch'>;
  readonly cells: Readonly<Record<string, Cell>>;
  /** Failing seeds of each run test a mutant was made for. */
  readonly margins: Readonly<Record<string, { readonly failing: number; readonly of: number }>>;
}

/** Everything that was found. */
export interface Matrix {
  readonly lab: string;
  readonly tests: readonly { readonly number: string; readonly kind: TestSpec['kind'] }[];
  readonly rows: readonly Row[];
}

/** Runs tests on one lab, a correct solution by name or a mutant. */
export async function rowOf(
  lab: string | Mutant,
  spec: LabSpec,
  options: MatrixOptions,
): Promise<Row> {
  const tested = await TestedLab.of(lab, spec.folder);
  try {
    const cells: Record<string, Cell> = {};
    for (const test of options.tests) {
      const cell = await cellOf(tested, test, options);
      if (cell !== undefined) cells[test.number] = cell;
    }
    if (typeof lab === 'string') return { name: lab, cells, margins: {} };
    const { name, patch: _, ...mutant } = lab;
    return { name, mutant, cells, margins: await marginsOf(tested, lab, options) };
  } finally {
    tested.close();
  }
}

async function cellOf(
  tested: TestedLab,
  test: TestSpec,
  { allSeeds, statesMax }: MatrixOptions,
): Promise<Cell | undefined> {
  if (test.kind === 'search') return searchCell(await tested.search(test, statesMax));
  const findings = await tested.failingSeeds(test, test.seeds, !allSeeds);
  const [first] = findings;
  if (first === undefined) return undefined;
  const { seed, cause, message } = first;
  const run = allSeeds ? test.seeds.length : test.seeds.indexOf(seed) + 1;
  return { cause, message, seed, failing: findings.length, run };
}

function searchCell({ finding, searches }: SearchFinding): Cell | undefined {
  if (finding === undefined) return undefined;
  const last = searches.at(-1);
  if (last === undefined) return finding;
  return { ...finding, search: last.name, states: last.states, depth: last.depth };
}

async function marginsOf(
  tested: TestedLab,
  { madeFor }: Mutant,
  { margin, tests }: MatrixOptions,
): Promise<Row['margins']> {
  const margins: Record<string, { failing: number; of: number }> = {};
  const isRun = (test: TestSpec): test is RunTestSpec => test.kind === 'run';
  for (const test of tests.filter(isRun)) {
    if (margin === 0 || !madeFor.includes(test.number)) continue;
    const seeds = Array.from({ length: margin }, (_, index) => index + 1);
    const { length: failing } = await tested.failingSeeds(test, seeds, false);
    margins[test.number] = { failing, of: margin };
  }
  return margins;
}
