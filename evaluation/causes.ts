/**
 * How often is the first cause right? `npx tsx evaluation/causes.ts` writes
 * docs/reference/diagnosis.md and .json: what is told of failing tests of every mutant, beside what
 * is really wrong in it; what comes of mending that; of correct solutions with one generated fault;
 * and of correct solutions.
 *
 *   --most N        failing tests of each mutant, spread over all of them (default 6;
 *                   0 for none)
 *   --faults N      every Nth generated fault (default 5; 0 for none)
 *   --mends N       failing tests of each lab of which mistakes are mended (default 2; 0 for none)
 *   --all           all failing tests of all mutants, all faults, all tests of correct solutions
 *   --missing       of mutants, only failing tests of which nothing stands in the files yet
 *   --only A,B      these mutants, solutions or tests of faults only: prints, writes nothing
 *   --tests 2.14    these tests only: prints, writes nothing
 *   --update        puts what was found in the place of what is in the files, row by row, so that
 *                   what is done is on disk, also when the rest is interrupted
 *   --processes N   side by side; one a core when left out
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import freshDist from '../scripts/fresh-dist.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { selectTests, type TestSpec } from '../src/core/registry/index.js';
import type { ProcessPool } from '../src/core/runner/index.js';
import { correctSolutions, mutantNames, readMutant } from '../selftest/mutants/index.js';
import { faultsOf } from './causes/faults.js';
import { renderCauses, summaryLines } from './causes/markdown.js';
import { mendRow, pairsOf } from './causes/mends.js';
import { declaredIn, faultRow, mutantRow, passedBy, type RowOptions } from './causes/rows.js';
import { saidAgainst } from './causes/said-against.js';
import { merged, mergedCells, type CauseTable, type SilenceRow } from './causes/table.js';
import { inOrder } from './kill-matrix/in-order.js';
import type { Matrix } from './kill-matrix/matrix.js';
import { labPool } from './kill-matrix/tested-lab.js';

const FOLDER = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const JSON_FILE = `${FOLDER}diagnosis.json`;
/** Run tests of correct solutions with a fault; of searches it is all. */
const FAULT_RUNS = ['1.4', '2.6', '2.9', '2.12', '3.6'];
/** Of each of those searches: most faults show early, and a row has fifteen of them. */
const FAULT_STATES_MAX = 60_000;
/** Of each search of a lab whose mistakes are mended. */
const MEND_STATES_MAX = 100_000;
/** Mutants so many apart are mended by themselves, too: it shows that their bases pass then. */
const EVERY_ALONE = 8;
/** The tests of correct solutions to watch, unless all are asked for. */
const WATCHED = ['1.6', '1.12', '2.8', '2.9', '2.13', '3.7', '3.12', '3.16'];

const { values: flags } = parseArgs({
  options: {
    most: { type: 'string', default: '6' },
    faults: { type: 'string', default: '5' },
    mends: { type: 'string', default: '2' },
    all: { type: 'boolean', default: false },
    missing: { type: 'boolean', default: false },
    only: { type: 'string' },
    tests: { type: 'string' },
    update: { type: 'boolean', default: false },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

freshDist();
const known = await loadKnownLab('2');
const { code, spec } = known;
const matrix = JSON.parse(readFileSync(`${FOLDER}kill-matrix.json`, 'utf8')) as Matrix;
const tests = selectTests(spec, flags.tests?.split(',') ?? []).map(({ test }) => test);
const isWanted = (name: string): boolean => flags.only?.split(',').includes(name) ?? true;
const { statesMax } = matrix;
const before = existsSync(JSON_FILE)
  ? (JSON.parse(readFileSync(JSON_FILE, 'utf8')) as CauseTable)
  : { statesMax, mutants: [], mends: [], faults: [], silent: [] };
const made: { [Key in Exclude<keyof CauseTable, 'statesMax'>]: CauseTable[Key][number][] } = {
  mutants: [],
  mends: [],
  faults: [],
  silent: [],
};
const isWhole = flags.only === undefined && flags.tests === undefined;
const pools: ProcessPool[] = Array.from({ length: Number(flags.processes) }, labPool);
const lane = (index: number): ProcessPool => pools[index] as ProcessPool;

await mutants();
await mends();
await faults();
await silent();
for (const pool of pools) pool.close();
for (const line of summaryLines(flags.update ? updated() : table())) console.log(line);
if (isWhole || flags.update) write();
else console.log(renderCauses(table()));
process.exit(0);

async function mutants(): Promise<void> {
  const most = flags.all ? Infinity : Number(flags.most);
  if (most === 0) return;
  const rows = new Map(matrix.rows.map((row) => [row.name, row]));
  const told = new Map(before.mutants.map(({ name, cells }) => [name, cells]));
  const wanted = (name: string): typeof tests => {
    const cells = flags.missing ? told.get(name) : undefined;
    return tests.filter(({ number }) => cells?.[number] === undefined);
  };
  await inOrder(
    mutantNames().filter(isWanted).map(readMutant),
    pools.length,
    (mutant, index) => {
      const options: RowOptions = { code, tests: wanted(mutant.name), most, statesMax };
      return mutantRow(mutant, rows.get(mutant.name) ?? { cells: {} }, options, lane(index));
    },
    (row) => {
      made.mutants.push(row);
      tell(row.name);
    },
  );
}

/** Labs with one known mistake, and labs with two: what is told first is mended. */
async function mends(): Promise<void> {
  const options: RowOptions = {
    code,
    tests,
    most: Number(flags.mends),
    statesMax: MEND_STATES_MAX,
  };
  if (options.most === 0) return;
  const all = mutantNames().map(readMutant);
  const alone = all.filter(({ kind }) => kind !== 'purity');
  const labs = [
    ...alone.filter((_, index) => index % EVERY_ALONE === 0).map((one) => [one] as const),
    ...pairsOf(all),
  ].filter((mistakes) => mistakes.some(({ name }) => isWanted(name)));
  const rows = new Map(matrix.rows.map((row) => [row.name, row.cells]));
  await inOrder(
    labs,
    pools.length,
    (mistakes, index) => mendRow(mistakes, (name) => rows.get(name) ?? {}, options, lane(index)),
    (row) => {
      made.mends.push(row);
      tell(row.mistakes.join(', '));
    },
  );
}

/** Each correct solution with one generated fault. */
async function faults(): Promise<void> {
  const every = flags.all ? 1 : Number(flags.faults);
  const chosen = correctSolutions()
    .flatMap(faultsOf)
    .filter((fault, index) => {
      return every > 0 && index % every === 0 && isWanted(fault.mutant.base);
    });
  const looked = tests.filter(
    ({ number, kind }) => kind === 'search' || FAULT_RUNS.includes(number),
  );
  const options = { code, tests: looked, most: Infinity, statesMax: FAULT_STATES_MAX };
  const passing = new Map<string, Promise<readonly TestSpec[]>>();
  await inOrder(
    chosen,
    pools.length,
    async (fault, index) => {
      const { base } = fault.mutant;
      const passed = passing.get(base) ?? passedBy(base, options, lane(index));
      passing.set(base, passed);
      return faultRow(fault, { ...options, tests: await passed }, lane(index));
    },
    (row) => {
      made.faults.push(row);
      tell(row.name);
    },
  );
}

async function silent(): Promise<void> {
  // What is said about a few tests does not stand for all.
  if (flags.update && flags.tests !== undefined) return;
  const numbers = new Set(tests.map(({ number }) => number));
  for (const solution of correctSolutions().filter(isWanted)) {
    const accused: string[] = [];
    let count = 0;
    const looksAt = (number: string): boolean =>
      numbers.has(number) && (flags.all || WATCHED.includes(number));
    for await (const { number, causes } of saidAgainst(solution, known, looksAt)) {
      count++;
      accused.push(...causes.map((cause) => `${number}: ${cause}`));
    }
    made.silent.push({ solution, tests: count, accused } satisfies SilenceRow);
    tell(solution);
  }
}

function tell(name: string): void {
  const seconds = (performance.now() / 1000).toFixed(0);
  console.log(`${seconds.padStart(5)} s  ${name}`);
  if (flags.update) write();
}

function table(): CauseTable {
  return { statesMax, ...made };
}

function updated(): CauseTable {
  const order = spec.tests.map(({ number }) => number);
  const kept = new Map(before.mutants.map((row) => [row.name, row]));
  const isThere = new Set(mutantNames());
  const rows = made.mutants.map((row) => {
    return { ...row, cells: mergedCells(kept.get(row.name)?.cells ?? {}, row.cells, order) };
  });
  const faulty = new Map(before.faults.map((row) => [row.name, row]));
  const faultRows = made.faults.map((row) => {
    return { ...row, cells: mergedCells(faulty.get(row.name)?.cells ?? {}, row.cells, order) };
  });
  return {
    statesMax,
    mutants: merged(before.mutants, rows, ({ name }) => name)
      .filter(({ name }) => isThere.has(name))
      .map((row) => ({ ...row, declared: declaredIn(readMutant(row.name)) })),
    mends: merged(before.mends ?? [], made.mends, ({ mistakes }) => mistakes.join(', ')),
    faults: merged(before.faults, faultRows, ({ name }) => name),
    silent: merged(before.silent, made.silent, ({ solution }) => solution),
  };
}

function write(): void {
  const found = flags.update ? updated() : table();
  writeFileSync(JSON_FILE, `${JSON.stringify(found, null, 1)}\n`);
  writeFileSync(`${FOLDER}diagnosis.md`, renderCauses(found));
}
