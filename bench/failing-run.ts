/**
 * What a failing run test costs beside a passing one: CPU time and memory of all processes of
 * `labtest run 2.14`, with minimising and diagnosis, for the known-wrong variants of lab 2 that
 * fail it, each beside the reference: `npx tsx bench/failing-run.ts [N]` takes every Nth of them.
 * Run it in two checkouts to compare them. It reads /proc, and so runs on Linux only.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { materialise, mutantNames, readMutant } from '../selftest/mutants/index.js';
import { usageOfTree } from '../src/core/isolation/index.js';

const TEST = '2.14';
const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../solutions/lab2-reference/src', import.meta.url));
/** How often to sample; what is used after the last sample is not counted. */
const LOOK_MS = 20;

interface Cost {
  readonly hasFailed: boolean;
  readonly cpuS: number;
  readonly residentMiB: number;
}

/** Runs the test on the lab that `write` puts into a folder. */
function costOf(write: (folder: string) => void): Promise<Cost> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-failing-run-'));
  const lab = path.join(scratch, 'lab');
  write(lab);
  const args = [RUN, 'run', TEST, '--single-threaded', '--solution', lab];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: scratch, stdio: 'ignore' });
    let [cpuS, residentMiB] = [0, 0];
    const timer = setInterval(() => {
      const usage = usageOfTree(child.pid ?? 0);
      if (usage === undefined) return;
      cpuS = Math.max(cpuS, usage.cpuMs / 1000);
      residentMiB = Math.max(residentMiB, usage.residentBytes / 2 ** 20);
    }, LOOK_MS);
    child.on('close', (code) => {
      clearInterval(timer);
      rmSync(scratch, { recursive: true, force: true });
      resolve({ hasFailed: code === 1, cpuS, residentMiB });
    });
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

freshDist();
const every = Number(process.argv[2] ?? '1');
const failed: Cost[] = [];
const passed: Cost[] = [];
for (const name of mutantNames().filter((_, index) => index % every === 0)) {
  const cost = await costOf((folder) => materialise(readMutant(name), folder));
  if (!cost.hasFailed) continue;
  const beside = await costOf((folder) => cpSync(REFERENCE, folder, { recursive: true }));
  failed.push(cost);
  passed.push(beside);
  const times = (cost.cpuS / beside.cpuS).toFixed(1);
  const numbers = `${cost.cpuS.toFixed(1)} CPU s, ${Math.round(cost.residentMiB)} MiB`;
  console.log(
    `${name}: ${numbers}, ${times} times the ${beside.cpuS.toFixed(1)} s of a passing one`,
  );
}
const ratio = median(failed.map(({ cpuS }, i) => cpuS / (passed[i]?.cpuS ?? NaN)));
const memory = Math.round(median(failed.map(({ residentMiB }) => residentMiB)));
console.log(
  `${failed.length} failed: median ${ratio.toFixed(1)} times a passing one, ${memory} MiB`,
);
