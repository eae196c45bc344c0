/**
 * Does the diagnosis of a mutant's first failing test name the mistake? And how small does what it
 * shows become? `npx tsx evaluation/diagnosis.ts` writes docs/reference/diagnosis.md.
 *
 *   --search        search tests too, where the kill matrix does not say whether they fail
 *   --only A,B      these mutants only: prints, writes nothing
 *   --processes N   mutants side by side; one a core when left out
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import freshDist from '../scripts/fresh-dist.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import type { TestSpec } from '../src/core/registry/index.js';
import { mutantNames, readMutant, type Mutant } from '../selftest/mutants/index.js';
import { diagnosed, isRight, type Diagnosed } from './diagnosis/diagnosed.js';
import { renderDiagnoses, summaryLines } from './diagnosis/markdown.js';
import { inOrder } from './kill-matrix/in-order.js';
import type { Matrix } from './kill-matrix/matrix.js';
import { kills } from './kill-matrix/summary.js';

const FOLDER = fileURLToPath(new URL('../docs/reference/', import.meta.url));

const { values: flags } = parseArgs({
  options: {
    search: { type: 'boolean', default: false },
    only: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

await freshDist();
const lab = await loadKnownLab('2');
const matrix = JSON.parse(readFileSync(`${FOLDER}kill-matrix.json`, 'utf8')) as Matrix;
const judged = new Set(matrix.tests.map(({ number }) => number));
const only = flags.only?.split(',');
const mutants = mutantNames()
  .map(readMutant)
  .filter(({ name }) => only?.includes(name) ?? true);

/** The kill matrix knows which tests a mutant passes: those need not be run again. */
function mayFail({ name }: Mutant, { number, kind }: TestSpec): boolean {
  if (!judged.has(number)) return kind !== 'search' || flags.search;
  return kills(matrix.rows.find((row) => row.name === name)?.cells[number]);
}

const all: Diagnosed[] = [];
await inOrder(
  mutants,
  Number(flags.processes),
  (mutant) => diagnosed(mutant, lab, (test) => mayFail(mutant, test)),
  (one) => {
    all.push(one);
    const { mutant, failing, named } = one;
    const where =
      failing === undefined ? 'no test fails' : `${failing.number} names ${named ?? '–'}`;
    console.log(`${isRight(one) ? 'right' : 'WRONG'}  ${mutant.name}: ${where}`);
  },
);
for (const line of summaryLines(all)) console.log(line);
if (only === undefined) writeFileSync(`${FOLDER}diagnosis.md`, renderDiagnoses(all));
else for (const { mutant, text } of all) console.log([mutant.name, ...text].join('\n  '));
process.exit(0);
