import type { TestOutcome } from '../runner/index.js';
import { vacuousText } from './render-test.js';

/** The results of one of an author's submissions. */
export interface MatrixRow {
  readonly name: string;
  readonly kind: 'solution' | 'mutant';
  readonly outcomes: readonly TestOutcome[];
}

/**
 * Which test fails on which submission: one row each, with `x` where a test fails. Below, what the
 * author has to look at.
 */
export function renderMatrix(numbers: readonly string[], rows: readonly MatrixRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell, i) => cell.padStart(numbers[i]?.length ?? 0))]
      .join('  ')
      .trimEnd();
  const table = rows.map(({ name, outcomes }) => {
    const byNumber = new Map(outcomes.map((outcome) => [outcome.number, outcome]));
    return line(
      name,
      numbers.map((number) => (byNumber.get(number)?.verdict === 'passed' ? '.' : 'x')),
    );
  });
  return [line('', numbers), ...table, '', ...remarks(numbers, rows), ''].join('\n');
}

/** Solutions that fail, mutants that nothing catches, and tests that catch nothing. */
function remarks(numbers: readonly string[], rows: readonly MatrixRow[]): string[] {
  const lines: string[] = [];
  const killers = new Set<string>();
  for (const { name, kind, outcomes } of rows) {
    const failed = outcomes.filter(({ verdict }) => verdict !== 'passed');
    if (kind === 'solution') {
      for (const { number, failure, reason } of failed) {
        lines.push(`${name} fails ${number}: ${failure?.message ?? reason ?? 'no result'}`);
      }
      for (const { number, searches = [] } of outcomes) {
        for (const { name: search, vacuous } of searches) {
          if (vacuous === undefined) continue;
          lines.push(`${number} on ${name}, the search “${search}”: ${vacuousText(vacuous)}`);
        }
      }
      continue;
    }
    for (const { number } of failed) killers.add(number);
    if (failed.length === 0) lines.push(`${name} passes every test: no test catches this mistake`);
  }
  const idle = numbers.filter((number) => !killers.has(number));
  const isTried = rows.some(({ kind }) => kind === 'mutant');
  if (isTried && idle.length > 0) lines.push(`no mutant fails ${idle.join(', ')}`);
  return lines.length === 0 ? ['Every mutant is caught, and every test catches one.'] : lines;
}

/** Whether a solution fails or a mutant passes. */
export function isMatrixWrong(rows: readonly MatrixRow[]): boolean {
  return rows.some(({ kind, outcomes }) => {
    const passes = outcomes.every(({ verdict }) => verdict === 'passed');
    return passes === (kind === 'mutant');
  });
}
