import type { LabCode } from '../../src/core/labs/index.js';
import type { TestSpec } from '../../src/core/registry/index.js';
import type { ProcessPool } from '../../src/core/runner/index.js';
import type { Mutant } from '../../selftest/mutants/index.js';
import type { Row } from '../kill-matrix/matrix.js';
import { kills } from '../kill-matrix/summary.js';
import { TestedLab } from '../kill-matrix/tested-lab.js';
import { explained, type Explained } from './explained.js';
import type { Fault } from './faults.js';
import type { FaultRow, MutantRow } from './table.js';

/** What to look at. */
export interface RowOptions {
  readonly code: LabCode;
  /** In order. */
  readonly tests: readonly TestSpec[];
  /** The maximum number of failing tests of a mutant. */
  readonly most: number;
  /** The budget of each search. */
  readonly statesMax: number;
}

/** What is reported for a mutant's failing tests, according to the kill matrix. */
export async function mutantRow(
  mutant: Mutant,
  { cells: killed }: Pick<Row, 'cells'>,
  { code, tests, most, statesMax }: RowOptions,
  pool: ProcessPool,
): Promise<MutantRow> {
  const lab = await TestedLab.of(mutant, code, pool);
  try {
    const failing = tests.filter(({ number }) => kills(killed[number]));
    // One that is refused when it is loaded fails each test in the same way.
    const [first] = Object.keys(killed);
    const chosen = lab.isRefused
      ? failing.filter(({ number }) => number === first)
      : spread(failing, most);
    const cells = await explainedBy(lab, chosen, statesMax, ({ number }) => killed[number]?.seed);
    return {
      name: mutant.name,
      declared: declaredIn(mutant),
      failing: Object.values(killed).filter(kills).length,
      cells,
    };
  } finally {
    lab.close();
  }
}

/** What is wrong in a mutant, according to its file. */
export function declaredIn(mutant: Mutant): MutantRow['declared'] {
  return { 'expected-cause': mutant['expected-cause'], 'also-true': mutant['also-true'] };
}

/** What is reported for a correct solution with one fault, if it fails on the first seed. */
export async function faultRow(
  { name, part, mutant }: Fault,
  { code, tests, statesMax }: RowOptions,
  pool: ProcessPool,
): Promise<FaultRow> {
  const lab = await TestedLab.of(mutant, code, pool);
  try {
    return { name, part, cells: await explainedBy(lab, tests, statesMax, () => undefined) };
  } finally {
    lab.close();
  }
}

/**
 * The tests that a correct solution passes. With few states it may not find a goal that is far
 * away: a fault had no part in that.
 */
export async function passedBy(
  solution: string,
  { code, tests, statesMax }: RowOptions,
  pool: ProcessPool,
): Promise<readonly TestSpec[]> {
  const lab = await TestedLab.of(solution, code, pool);
  const passed: TestSpec[] = [];
  for (const test of tests) {
    const isPassed =
      test.kind !== 'search' ||
      (await lab.search(test, Math.min(statesMax, test.statesMax))).finding === undefined;
    if (isPassed) passed.push(test);
  }
  return passed;
}

async function explainedBy(
  lab: TestedLab,
  tests: readonly TestSpec[],
  statesMax: number,
  seedOf: (test: TestSpec) => number | undefined,
): Promise<Record<string, Explained>> {
  const cells: Record<string, Explained> = {};
  for (const test of tests) {
    const [first = 1] = test.kind === 'search' ? [1] : test.seeds;
    const states = test.kind === 'search' ? Math.min(statesMax, test.statesMax) : statesMax;
    const cell = await explained(lab, test, seedOf(test) ?? first, states);
    if (cell !== undefined) cells[test.number] = cell;
  }
  return cells;
}

/** This many items, including the first and the last, spaced as evenly as possible. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / Math.max(1, most - 1);
  const chosen = Array.from({ length: most }, (_, index) => Math.round(index * step));
  return items.filter((_, index) => chosen.includes(index));
}
