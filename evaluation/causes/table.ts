import type { Declared } from './judged.js';
import type { Explained } from './explained.js';

/** What is reported for the failing tests of one mutant that were looked at. */
export interface MutantRow {
  readonly name: string;
  readonly declared: Declared;
  /** Tests that fail, according to the kill matrix. */
  readonly failing: number;
  readonly cells: Readonly<Record<string, Explained>>;
}

/** What is reported for a correct solution with one generated fault. */
export interface FaultRow {
  /** `lab2-chatty, PBClient: handleReply does nothing` */
  readonly name: string;
  /** Where the fault is. */
  readonly part: string;
  /** The cells by test. */
  readonly cells: Readonly<Record<string, Explained>>;
}

/** What a lab was told first, and which of its mistakes that is about. */
export interface MendStep {
  /** Left out: no cause was named. */
  readonly named?: string;
  readonly says: string;
  /** The mistake that was mended then; left out: it is about none that was left. */
  readonly mends?: string;
}

/** A failing test of a lab of which one mistake after the other was mended, as they were told. */
export interface Mending {
  readonly told: readonly MendStep[];
  /** Whether it passes after the last of them. */
  readonly passes: boolean;
}

/** A correct solution with known mistakes. */
export interface MendRow {
  /** Mutants of one base. */
  readonly mistakes: readonly string[];
  /** The cells by test. */
  readonly cells: Readonly<Record<string, Mending>>;
}

/** What the monitors say about a correct solution on which nothing fails. */
export interface SilenceRow {
  readonly solution: string;
  readonly tests: number;
  /** `2.9: primary-executes-first` */
  readonly accused: readonly string[];
}

/** How often causes are right. */
export interface CauseTable {
  readonly statesMax: number;
  readonly mutants: readonly MutantRow[];
  readonly faults: readonly FaultRow[];
  readonly mends: readonly MendRow[];
  readonly silent: readonly SilenceRow[];
}

/** The earlier rows, with the new ones in their place. */
export function merged<Row>(
  before: readonly Row[],
  made: readonly Row[],
  nameOf: (row: Row) => string,
): Row[] {
  const rows = new Map([...before, ...made].map((row) => [nameOf(row), row]));
  return [...rows.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The earlier cells, with the new ones in their place, by number of the test. */
export function mergedCells(
  before: Readonly<Record<string, Explained>>,
  made: Readonly<Record<string, Explained>>,
  order: readonly string[],
): Record<string, Explained> {
  const cells = { ...before, ...made };
  return Object.fromEntries(
    order.flatMap((number) => {
      const cell = cells[number];
      return cell === undefined ? [] : [[number, cell]];
    }),
  );
}
