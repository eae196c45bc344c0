/**
 * Does a correct solution ever fail a run test? `npx tsx evaluation/flake.ts` runs every run test
 * on 2000 seeds of the reference, the long ones on a quarter, and on 300 of every other one, and
 * writes docs/reference/flake.md and .json.
 *
 *   --short         a tenth of it: prints, writes nothing
 *   --only A,B      these solutions only, --tests 2.14,3.* these tests only: prints, writes nothing
 *   --update        with either: puts their cells in the place of those in the files
 *   --from N        the first seed, 1 when left out: prints, writes nothing
 *   --processes N   solutions side by side; one a core when left out
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import freshDist from '../scripts/fresh-dist.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { selectTests, type RunTestSpec } from '../src/core/registry/index.js';
import { correctSolutions } from '../selftest/mutants/index.js';
import { renderFlakes, sumText, type FlakeCell, type Flakes } from './flake-table/flakes.js';
import { inOrder } from './kill-matrix/in-order.js';
import { TestedLab } from './kill-matrix/tested-lab.js';

const FOLDER = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const JSON_FILE = `${FOLDER}flake.json`;

const REFERENCE = 'lab2-reference';
const REFERENCE_SEEDS = 2000;
const OTHER_SEEDS = 300;
const LONG = new Set(['2.14', '2.15']);

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    tests: { type: 'string' },
    update: { type: 'boolean', default: false },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

freshDist();
const { code, spec } = await loadKnownLab('2');
const runTests = (choice: readonly string[]): RunTestSpec[] =>
  selectTests(spec, choice)
    .map(({ test }) => test)
    .filter((test): test is RunTestSpec => test.kind === 'run');
const tests = runTests(flags.tests === undefined ? [] : [flags.tests]);
const only = flags.only?.split(',');
const solutions = correctSolutions().filter((name) => only?.includes(name) ?? true);
const from = Number(flags.from);

const isWhole = !flags.short && from === 1 && only === undefined && flags.tests === undefined;
const cells: FlakeCell[] = [];

/** Runs all tests on one solution; finished results are on disk even if the rest is interrupted. */
async function flakesOf(solution: string): Promise<FlakeCell[]> {
  const tested = await TestedLab.of(solution, code);
  const row: FlakeCell[] = [];
  try {
    for (const test of tests) {
      const whole = solution === REFERENCE ? REFERENCE_SEEDS : OTHER_SEEDS;
      const seeds = Math.ceil(whole / (flags.short ? 10 : 1) / (LONG.has(test.number) ? 4 : 1));
      const all = Array.from({ length: seeds }, (_, index) => from + index);
      const findings = await tested.failingSeeds(test, all, Infinity);
      const failures = findings.map((each) => `seed ${each.seed}: ${each.cause}: ${each.message}`);
      const cell = { solution, test: test.number, from, seeds, failures };
      row.push(cell);
      cells.push(cell);
      if (isWhole || flags.update) write(withOthers());
    }
  } finally {
    tested.close();
  }
  return row;
}

await inOrder(solutions, Number(flags.processes), flakesOf, (row) => {
  console.log(`${row[0]?.solution}: ${sumText(row)}`);
  for (const { test, failures } of row) {
    for (const failure of failures) console.log(`  ${test} ${failure}`);
  }
});
process.exit(cells.some(({ failures }) => failures.length > 0) ? 1 : 0);

function write(flakes: Flakes): void {
  writeFileSync(JSON_FILE, `${JSON.stringify(flakes, null, 1)}\n`);
  writeFileSync(`${FOLDER}flake.md`, renderFlakes(flakes));
}

/** The new cells; with `--update`, in place of those in the file. */
function withOthers(): Flakes {
  const keyOf = ({ solution, test }: FlakeCell): string => `${solution} ${test}`;
  const before = flags.update && existsSync(JSON_FILE) ? readFileSync(JSON_FILE, 'utf8') : '';
  const old = before === '' ? [] : (JSON.parse(before) as Flakes).cells;
  const known = new Map([...old, ...cells].map((cell) => [keyOf(cell), cell]));
  const [cpu] = cpus();
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: [
      cpu?.model ?? 'unknown processor',
      `${cpus().length} cores`,
      `Node ${process.version}`,
    ].join(', '),
    cells: correctSolutions().flatMap((solution) =>
      runTests([]).flatMap((test) => known.get(`${solution} ${test.number}`) ?? []),
    ),
  };
}
