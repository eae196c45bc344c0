/**
 * What testing a correct solution of lab 2 costs: wall time, and CPU time of all processes, of the
 * whole suite and of the five search tests, with one worker and with two in turn: `npx tsx
 * bench/suite.ts [ROUNDS]`. It reads /proc, and so runs on Linux only.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { usageOfTree } from '../src/core/isolation/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ORDERS = [
  ['test', '--workers', '1'],
  ['search', '2.*', '--workers', '1'],
  ['search', '2.*', '--workers', '2'],
];
/** How often to sample; what is used after the last sample is not counted. */
const LOOK_MS = 20;

interface Cost {
  readonly wallS: number;
  readonly cpuS: number;
}

function costOf(order: readonly string[]): Promise<Cost> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['bin/run.js', ...order], { cwd: ROOT, stdio: 'ignore' });
    let cpuS = 0;
    const timer = setInterval(() => {
      cpuS = Math.max(cpuS, (usageOfTree(child.pid ?? 0)?.cpuMs ?? 0) / 1000);
    }, LOOK_MS);
    child.on('close', () => {
      clearInterval(timer);
      resolve({ wallS: (performance.now() - startedMs) / 1000, cpuS });
    });
  });
}

function median(numbers: readonly number[]): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN).toFixed(1);
}

freshDist();
const rounds = Number(process.argv[2] ?? '3');
const costs = ORDERS.map((): Cost[] => []);
for (let round = 0; round < rounds; round++) {
  for (const [i, order] of ORDERS.entries()) costs[i]?.push(await costOf(order));
}
for (const [i, order] of ORDERS.entries()) {
  const wallS = median((costs[i] ?? []).map((cost) => cost.wallS));
  const cpuS = median((costs[i] ?? []).map((cost) => cost.cpuS));
  console.log(`labtest ${order.join(' ')}: wall ${wallS} s, CPU ${cpuS} s`);
}
