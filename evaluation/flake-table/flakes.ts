import { rateInterval } from '../../src/core/runner/index.js';

/** The verdicts of one run test on one correct solution, on consecutive seeds. */
export interface FlakeCell {
  readonly solution: string;
  readonly test: string;
  readonly from: number;
  readonly seeds: number;
  /** `seed 7: liveness: ...` */
  readonly failures: readonly string[];
}

/** All cells, and where they come from. */
export interface Flakes {
  /** The day of the newest cell: `2026-11-24`. */
  readonly day: string;
  readonly machine: string;
  readonly cells: readonly FlakeCell[];
}

const INTRO = `# Does a correct solution ever fail a run test?

Made by \`npx tsx evaluation/flake.ts\`: every run test of the lab on seeds that count up from 1, on
every correct solution. A cell says how many seeds failed, of how many.
`;

/** The cells as a page. */
export function renderFlakes({ day, machine, cells }: Flakes): string {
  const solutions = [...new Set(cells.map(({ solution }) => solution))];
  const tests = [...new Set(cells.map(({ test }) => test))];
  const cellText = (test: string, solution: string): string => {
    const cell = cells.find((each) => each.test === test && each.solution === solution);
    return cell === undefined ? '' : `${cell.failures.length}/${cell.seeds}`;
  };
  const rows = tests.map((test) => [test, ...solutions.map((each) => cellText(test, each))]);
  const sums = solutions.map((solution) => sumText(cells.filter((c) => c.solution === solution)));
  const failures = cells.flatMap(({ solution, test, failures: all }) =>
    all.map((failure) => `- ${solution} ${test} ${failure}`),
  );
  return [
    INTRO,
    `${machine}; ${day}. In all: ${sumText(cells)}.`,
    '',
    tableLine(['test', ...solutions.map((name) => name.replace('lab2-', ''))]),
    tableLine(['---', ...solutions.map(() => '---:')]),
    ...rows.map(tableLine),
    '',
    ...solutions.map((solution, i) => `- ${solution}: ${sums[i]}`),
    ...(failures.length > 0 ? ['', '## Failures', '', ...failures] : []),
    '',
  ].join('\n');
}

/** `0 of 54000 seeds failed (95 %: below 0.007 %)` */
export function sumText(cells: readonly FlakeCell[]): string {
  const seeds = cells.reduce((sum, cell) => sum + cell.seeds, 0);
  const failed = cells.reduce((sum, cell) => sum + cell.failures.length, 0);
  const { low, high } = rateInterval(failed, seeds);
  const percent = (rate: number): string => (rate * 100).toPrecision(1);
  const range = failed === 0 ? `below ${percent(high)} %` : `${percent(low)}–${percent(high)} %`;
  return `${failed} of ${seeds} seeds failed (95 %: ${range})`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
