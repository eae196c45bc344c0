import type { LabCode } from '../../src/core/labs/index.js';
import type { RunTestSpec, TestSpec } from '../../src/core/registry/index.js';
import type { ProcessPool } from '../../src/core/runner/index.js';
import type { Mutant } from '../../selftest/mutants/index.js';
import { TestedLab, type Cause, type SearchFinding } from './tested-lab.js';

/** How the tests are run. */
export interface MatrixOptions {
  /** The tests to run, in order. */
  readonly tests: readonly TestSpec[];
  /** On mutants, no search looks at more states than this, or takes more random steps. */
  readonly statesMax: number;
  /** The same for correct solutions. */
  readonly correctStatesMax: number;
  /** The maximum number of seeds on which a mutant's own run tests are tried; 0 for none. */
  readonly margin: number;
}

/** This many failing seeds say enough about how often a mutant is killed. */
const MARGIN_FAILING_MAX = 30;
/** One run of these takes as long as ten of another, so fewer have to do. */
const LONG = new Set(['2.14', '2.15']);
const LONG_SHARE = 0.2;

/** A test that does not pass on a lab. */
export interface Cell {
  readonly cause: Cause;
  readonly message: string;
  /** For a run test: the first failing seed, and how many of the seeds run do fail. */
  readonly seed?: number;
  readonly failing?: number;
  readonly run?: number;
  /** For a search test: the search that ended it, its unique states and depth. */
  readonly search?: string;
  readonly states?: number;
  readonly depth?: number;
}

/** The results of all tests on one lab; a test without an entry passed. */
export interface Row {
  readonly name: string;
  /** Absent for a correct solution. */
  readonly mutant?: Omit<Mutant, 'name' | 'patch'>;
  readonly cells: Readonly<Record<string, Cell>>;
  /**
   * Failing seeds of each run test that a mutant was made for; if there is none, of the run test
   * that kills it on most of its seeds.
   */
  readonly margins: Readonly<Record<string, { readonly failing: number; readonly of: number }>>;
}

/** Everything that was found. */
export interface Matrix {
  readonly lab: string;
  /** The budget of a search of a mutant, in states and in random steps. */
  readonly statesMax: number;
  /** The same for a correct solution. */
  readonly correctStatesMax: number;
  readonly tests: readonly { readonly number: string; readonly kind: TestSpec['kind'] }[];
  readonly rows: readonly Row[];
}

/** Runs tests on one lab, a correct solution by name or a mutant. */
export async function rowOf(
  lab: string | Mutant,
  code: LabCode,
  options: MatrixOptions,
  pool: ProcessPool,
): Promise<Row> {
  const tested = await TestedLab.of(lab, code, pool);
  try {
    const statesMax = typeof lab === 'string' ? options.correctStatesMax : options.statesMax;
    const cells: Record<string, Cell> = {};
    for (const test of options.tests) {
      const cell = await cellOf(tested, test, statesMax);
      if (cell !== undefined) cells[test.number] = cell;
    }
    if (typeof lab === 'string') return { name: lab, cells, margins: {} };
    const { name, patch: _, ...mutant } = lab;
    const margins = await marginsOf(tested, marginTests(lab, cells, options.tests), options.margin);
    return { name, mutant, cells, margins };
  } finally {
    tested.close();
  }
}

async function cellOf(
  tested: TestedLab,
  test: TestSpec,
  statesMax: number,
): Promise<Cell | undefined> {
  if (test.kind === 'search') {
    return searchCell(await tested.search(test, Math.min(test.statesMax, statesMax)));
  }
  const findings = await tested.failingSeeds(test, test.seeds.slice(0, 1), Infinity);
  const others = findings.some(runsAway) ? [] : test.seeds.slice(1);
  findings.push(...(await tested.failingSeeds(test, others, Infinity)));
  const [first] = findings;
  if (first === undefined) return undefined;
  const { seed, cause, message } = first;
  return { cause, message, seed, failing: findings.length, run: 1 + others.length };
}

/** Whether a lab only stops at a very high limit; then one seed is enough. */
function runsAway({ cause }: { readonly cause: Cause }): boolean {
  return cause === 'limit' || cause === 'endless' || cause === 'process';
}

function searchCell({ finding, searches }: SearchFinding): Cell | undefined {
  if (finding === undefined) return undefined;
  const last = searches.at(-1);
  if (last === undefined) return finding;
  return { ...finding, search: last.name, states: last.states, depth: last.depth };
}

/** The run tests that a mutant was made for, or else its best killer among them. */
function marginTests(
  { madeFor }: Mutant,
  cells: Row['cells'],
  tests: readonly TestSpec[],
): RunTestSpec[] {
  const share = ({ number }: TestSpec): number => {
    const { failing = 0, run = 1 } = cells[number] ?? {};
    return failing / run;
  };
  const runs = tests.filter((test): test is RunTestSpec => {
    const cell = cells[test.number];
    return test.kind === 'run' && !(cell !== undefined && runsAway(cell));
  });
  const own = runs.filter(({ number }) => madeFor.includes(number));
  if (own.length > 0) return own;
  const killers = runs.filter((test) => share(test) > 0);
  return killers.sort((a, b) => share(b) - share(a)).slice(0, 1);
}

/** Tries new seeds until enough of them have failed. A lab that is refused needs none. */
async function marginsOf(
  tested: TestedLab,
  tests: readonly RunTestSpec[],
  seedsMax: number,
): Promise<Row['margins']> {
  const margins: Record<string, { failing: number; of: number }> = {};
  if (seedsMax === 0 || tested.isRefused) return margins;
  for (const test of tests) {
    const count = Math.ceil(seedsMax * (LONG.has(test.number) ? LONG_SHARE : 1));
    const seeds = Array.from({ length: count }, (_, index) => index + 1);
    const findings = await tested.failingSeeds(test, seeds, MARGIN_FAILING_MAX);
    const last = findings[MARGIN_FAILING_MAX - 1];
    margins[test.number] = { failing: findings.length, of: last?.seed ?? count };
  }
  return margins;
}
