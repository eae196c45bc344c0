/**
 * How long the command line takes to answer, as whole processes: `npx tsx bench/startup.ts`. The
 * baseline is Node itself, started in turn with the others.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const STARTS: Readonly<Record<string, readonly string[]>> = {
  'node alone': ['-e', '0'],
  'labtest --version': [RUN, '--version'],
  'labtest list': [RUN, 'list'],
  'labtest run 1.1': [RUN, 'run', '1.1'],
};

function millisecondsOf(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
  return performance.now() - start;
}

const times = new Map<string, number[]>(Object.keys(STARTS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args] of Object.entries(STARTS)) times.get(name)?.push(millisecondsOf(args));
}
for (const [name, list] of times) {
  const sorted = list.toSorted((a, b) => a - b);
  const [least, median] = [sorted[0] ?? NaN, sorted[ROUNDS >> 1] ?? NaN];
  console.log(`${name.padEnd(18)} median ${median.toFixed(0)} ms, least ${least.toFixed(0)} ms`);
}
