/**
 * Which test kills which mutant, and whether every correct solution passes every test:
 * `npx tsx evaluation/matrix.ts` writes docs/reference/kill-matrix.md and .json.
 *
 *   --states N      budget of each search of a mutant; correct solutions get twenty times as much
 *   --margin N      seeds on which a mutant's own run tests are tried, at most; 0 for none
 *   --only A,B      these labs only, --tests 2.14,3.* these tests only: prints, writes nothing
 *   --update        puts their cells in the place of those in the files, lab by lab, so that what
 *                   is done is on disk, also when the rest is interrupted
 *   --processes N   labs side by side; one a core when left out
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import freshDist from '../scripts/fresh-dist.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { selectTests } from '../src/core/registry/index.js';
import type { ProcessPool } from '../src/core/runner/index.js';
import { correctSolutions, mutantNames, readMutant } from '../selftest/mutants/index.js';
import { inOrder } from './kill-matrix/in-order.js';
import { renderMatrix } from './kill-matrix/markdown.js';
import { rowOf, type Matrix, type MatrixOptions, type Row } from './kill-matrix/matrix.js';
import { killersOf, summaryOf } from './kill-matrix/summary.js';
import { labPool } from './kill-matrix/tested-lab.js';

const FOLDER = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const JSON_FILE = `${FOLDER}kill-matrix.json`;
/** Enough for every breadth-first search's own budget; random probes cannot exhaust one. */
const CORRECT_TIMES = 20;

const { values: flags } = parseArgs({
  options: {
    states: { type: 'string', default: '500000' },
    margin: { type: 'string', default: '100' },
    only: { type: 'string' },
    update: { type: 'boolean', default: false },
    tests: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

freshDist();
const { code, spec } = await loadKnownLab('2');
const chosen = selectTests(spec, flags.tests === undefined ? [] : [flags.tests]);
const options: MatrixOptions = {
  tests: chosen.map(({ test }) => test),
  margin: Number(flags.margin),
  statesMax: Number(flags.states),
  correctStatesMax: CORRECT_TIMES * Number(flags.states),
};
const only = flags.only?.split(',');
const labs = [...correctSolutions(), ...mutantNames().map(readMutant)].filter(
  (lab) => only?.includes(typeof lab === 'string' ? lab : lab.name) ?? true,
);

const startedMs = performance.now();
const tests = options.tests.map(({ number, kind }) => ({ number, kind }));
const rows: Row[] = [];
const { statesMax, correctStatesMax } = options;
const partly = (): Matrix => ({ lab: '2', statesMax, correctStatesMax, tests, rows });
const pools = Array.from({ length: Number(flags.processes) }, labPool);
await inOrder(
  labs,
  pools.length,
  (lab, lane) => rowOf(lab, code, options, pools[lane] as ProcessPool),
  (row) => {
    rows.push(row);
    const killers = killersOf(row, partly());
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    console.log(`${seconds.padStart(5)} s  ${row.name}: ${killers.join(' ') || '–'}`);
    if (flags.update) write(updated());
  },
);
for (const pool of pools) pool.close();
const matrix = flags.update ? updated() : partly();
console.log(JSON.stringify(summaryOf(matrix), null, 2));
if (flags.update || (only === undefined && flags.tests === undefined)) write(matrix);
else console.log(renderMatrix(matrix));

function write(found: Matrix): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(JSON_FILE, `${JSON.stringify(found, null, 1)}\n`);
  writeFileSync(`${FOLDER}kill-matrix.md`, renderMatrix(found));
}

/** The matrix on disk, with the new cells in place of the old ones. */
function updated(): Matrix {
  const before = existsSync(JSON_FILE) ? readFileSync(JSON_FILE, 'utf8') : '{"rows":[]}';
  const old = JSON.parse(before) as Pick<Matrix, 'rows'>;
  const made = new Map(rows.map((row) => [row.name, row]));
  const known = new Map(old.rows.map((row) => [row.name, row]));
  const isMade = new Set(tests.map(({ number }) => number));
  const all = spec.tests.map(({ number, kind }) => ({ number, kind }));
  const merged = (name: string): Row[] => {
    const [row, last] = [made.get(name), known.get(name)];
    if (row === undefined || last === undefined)
      return [row ?? last].filter((each) => each !== undefined);
    const kept = Object.entries(last.cells).filter(([number]) => !isMade.has(number));
    const found = new Map([...kept, ...Object.entries(row.cells)]);
    const sorted = all.flatMap(({ number }) => [[number, found.get(number)] as const]);
    const cells = Object.fromEntries(
      sorted.filter(([, cell]) => cell !== undefined),
    ) as Row['cells'];
    return [{ ...row, cells, margins: { ...last.margins, ...row.margins } }];
  };
  const names = [...correctSolutions(), ...mutantNames()];
  return { ...partly(), tests: all, rows: names.flatMap(merged).map(asTold) };
}

/** The row, with the current contents of its mutant's file. */
function asTold(row: Row): Row {
  if (row.mutant === undefined) return row;
  const { name: _name, patch: _patch, ...mutant } = readMutant(row.name);
  return { ...row, mutant };
}

const { correctFailing, harnessFailing } = summaryOf(matrix);
process.exit(correctFailing.length + harnessFailing.length > 0 ? 1 : 0);
