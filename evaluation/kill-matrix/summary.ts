import type { Cell, Matrix, Row } from './matrix.js';

/** What a matrix says, in numbers and names. */
export interface Summary {
  readonly mutants: number;
  readonly killed: number;
  readonly safety: number;
  /** Mutants that break safety and are killed by a run test of part 2 or 3, but by no search. */
  readonly safetyByRuns: number;
  /** Mutants that break safety and are killed by no search, if searches were run. */
  readonly safetyNotBySearch: readonly string[];
  /** Mutants made for a test that was run. */
  readonly made: number;
  /** Those of them that are killed by a test they were made for. */
  readonly madeMatches: number;
  readonly survivors: readonly string[];
  /** Mutants that no test of theirs kills, though others may. */
  readonly missed: readonly string[];
  /** Tests that kill no mutant that was made for them. */
  readonly idleTests: readonly string[];
  /** `lab2-chatty 2.14`: failures of correct solutions, which must not occur. */
  readonly correctFailing: readonly string[];
  /** `some-mutant 2.14`: failures of the harness itself, which must not occur either. */
  readonly harnessFailing: readonly string[];
}

/** Whether a cell says that the lab is wrong; having to give up says nothing. */
export function kills(cell: Cell | undefined): cell is Cell {
  return cell !== undefined && cell.cause !== 'inconclusive' && cell.cause !== 'harness';
}

/** The numbers of the tests that kill it, in order. */
export function killersOf(row: Row, matrix: Matrix): string[] {
  return matrix.tests.map(({ number }) => number).filter((number) => kills(row.cells[number]));
}

/** The rows of mutants. */
export function mutantRows({ rows }: Matrix): (Row & Required<Pick<Row, 'mutant'>>)[] {
  return rows.filter((row): row is Row & Required<Pick<Row, 'mutant'>> => row.mutant !== undefined);
}

/** Summarises a matrix. */
export function summaryOf(matrix: Matrix): Summary {
  const mutants = mutantRows(matrix);
  const run = new Set(matrix.tests.map(({ number }) => number));
  const ownKill = (row: (typeof mutants)[number]): boolean =>
    row.mutant.madeFor.some((number) => kills(row.cells[number]));
  const made = mutants.filter(({ mutant }) => mutant.madeFor.some((number) => run.has(number)));
  const safety = mutants.filter(({ mutant }) => mutant.kind === 'safety');
  const byKind = (row: Row, kind: Matrix['tests'][number]['kind']): boolean =>
    matrix.tests.some((test) => test.kind === kind && kills(row.cells[test.number]));
  const isOwn = (row: (typeof mutants)[number], number: string): boolean =>
    row.mutant.madeFor.includes(number) && kills(row.cells[number]);
  const names = (rows: readonly Row[]): string[] => rows.map(({ name }) => name);
  return {
    mutants: mutants.length,
    killed: mutants.filter((row) => killersOf(row, matrix).length > 0).length,
    safety: safety.length,
    safetyByRuns: safety.filter((row) => byKind(row, 'run')).length,
    safetyNotBySearch: names(safety.filter((row) => !byKind(row, 'search'))),
    made: made.length,
    madeMatches: made.filter(ownKill).length,
    survivors: names(mutants.filter((row) => killersOf(row, matrix).length === 0)),
    missed: names(made.filter((row) => !ownKill(row))),
    idleTests: [...run].filter((number) => !mutants.some((row) => isOwn(row, number))),
    correctFailing: matrix.rows
      .filter(({ mutant }) => mutant === undefined)
      .flatMap(({ name, cells }) => Object.keys(cells).map((number) => `${name} ${number}`)),
    harnessFailing: matrix.rows.flatMap(({ name, cells }) =>
      Object.entries(cells)
        .filter(([, { cause }]) => cause === 'harness')
        .map(([number]) => `${name} ${number}`),
    ),
  };
}
