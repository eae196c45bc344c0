/**
 * Do two checkouts of this repository say the same about every lab? `npx tsx evaluation/compare.ts
 * BASE [NOW]` runs both command lines, NOW being this checkout if omitted, on every correct
 * solution and every mutant, and compares report.json and the traces beside it: verdicts, counts,
 * counterexamples and causes. Both must have been built. It exits with 1 if they differ.
 *
 *   --only A,B      these labs only, --tests 2.14,3.* these tests only
 *   --every N       every Nth lab only
 *   --states N      budget of each search
 *   --seeds N       runs each run test on this many seeds, instead of its own
 *   --texts         compares reasons, notes and diagnoses, too
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  correctSolutions,
  materialise,
  mutantNames,
  readMutant,
  solutionFolder,
} from '../selftest/mutants/index.js';
import {
  differences,
  essenceOf,
  type AnyReport,
  type AnyTrace,
  type Essence,
} from './comparison/essence.js';

const HERE = fileURLToPath(new URL('..', import.meta.url));

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    tests: { type: 'string' },
    every: { type: 'string', default: '1' },
    states: { type: 'string', default: '500000' },
    seeds: { type: 'string' },
    texts: { type: 'boolean', default: false },
  },
});
const [base, now = HERE] = positionals;
if (base === undefined) throw new Error('which checkout to compare with?');

const only = flags.only?.split(',');
const labs = [...correctSolutions(), ...mutantNames()].filter((name, index) =>
  only === undefined ? index % Number(flags.every) === 0 : only.includes(name),
);

let differing = 0;
for (const name of labs) {
  const [before, after] = [await essence(base, name), await essence(now, name)];
  const lines = differences(before, after);
  differing += Math.min(lines.length, 1);
  console.log(`${lines.length === 0 ? 'same ' : 'OTHER'}  ${name}: ${before.size} compared`);
  for (const line of lines) console.log(`  ${line}`);
}
console.log(`${labs.length} labs, ${differing} of them not the same`);
process.exit(differing === 0 ? 0 : 1);

/** What the command line of a checkout says about a lab in a folder of its own. */
async function essence(checkout: string, name: string): Promise<Essence> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-compare-'));
  // The command line prints the folder's name.
  const folder = path.join(scratch, name);
  const args = [
    path.resolve(checkout, 'bin/run.js'),
    'test',
    ...(flags.tests === undefined ? [] : flags.tests.split(',')),
    ...['--solution', folder, '--json', '--states', flags.states],
    ...(flags.seeds === undefined ? [] : ['--seeds', flags.seeds]),
  ];
  try {
    if (correctSolutions().includes(name))
      cpSync(solutionFolder(name), folder, { recursive: true });
    else materialise(readMutant(name), folder);
    const report = JSON.parse(await outputOf(args, folder)) as AnyReport;
    const read = (file: string): AnyTrace =>
      JSON.parse(readFileSync(path.join(folder, 'logs/latest', file), 'utf8')) as AnyTrace;
    return essenceOf(report, flags.texts, read);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function outputOf(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}
