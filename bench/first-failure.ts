/**
 * How long a student waits for the first useful failure: over the known-wrong variants of lab 2,
 * from the start of `labtest` to the report of the first failing test, median and 90th percentile,
 * in wall time and in CPU time of all its processes: `npx tsx bench/first-failure.ts [N]` takes
 * every Nth of them. It reads /proc, and so runs on Linux only.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { materialise, mutantNames, readMutant } from '../selftest/mutants/index.js';

const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
/** The end of a failing test's report, or the report that no test can run. */
const FAILED = /\.\.\.FAIL|No test could run/;
/** The unit in which Linux counts processor time. */
const TICK_MS = 10;

interface Waited {
  readonly mutant: string;
  readonly test: string | undefined;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Processor time of a process and its descendants, including those that have ended. */
function cpuMsOf(root: number): number {
  const stats = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // After the name in brackets: state, parent, ...; 14 to 17 are its own time and that of its
      // ended children.
      const fields =
        readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      stats.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // It has just ended.
    }
  }
  const isBelow = (id: number | undefined): boolean =>
    id === root || (id !== undefined && id > 1 && isBelow(stats.get(id)?.parent));
  return [...stats].reduce((sum, [id, { ticks }]) => sum + (isBelow(id) ? ticks : 0), 0) * TICK_MS;
}

function waitedFor(mutant: string): Promise<Waited> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-first-failure-'));
  const folder = path.join(scratch, mutant);
  materialise(readMutant(mutant), folder);
  return new Promise((resolve) => {
    const startMs = performance.now();
    const child = spawn(process.execPath, [RUN, '--bail'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    let first: Waited | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (first !== undefined || !FAILED.test(output)) return;
      const before = output.slice(0, output.search(FAILED));
      const test = /TEST (\S+):(?![^]*\nTEST )/.exec(before)?.[1] ?? 'load';
      const wallMs = performance.now() - startMs;
      first = { mutant, test, wallMs, cpuMs: cpuMsOf(child.pid ?? 0) };
      child.kill();
    });
    child.on('close', () => {
      rmSync(scratch, { recursive: true, force: true });
      resolve(first ?? { mutant, test: undefined, wallMs: NaN, cpuMs: NaN });
    });
  });
}

function percentile(numbers: readonly number[], share: number): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return `${(value / 1000).toFixed(1)} s`;
}

freshDist();
const every = Number(process.argv[2] ?? '1');
const all: Waited[] = [];
for (const name of mutantNames().filter((_, index) => index % every === 0)) {
  const one = await waitedFor(name);
  all.push(one);
  const { mutant, test, wallMs, cpuMs } = one;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(`${mutant}: ${test ?? 'none'}, wall ${seconds(wallMs)}, CPU ${seconds(cpuMs)}`);
}
const failed = all.filter(({ test }) => test !== undefined);
for (const [name, of] of [
  ['wall', (one: Waited): number => one.wallMs],
  ['CPU', (one: Waited): number => one.cpuMs],
] as const) {
  const numbers = failed.map(of);
  console.log(`${name}: median ${percentile(numbers, 0.5)}, 90th ${percentile(numbers, 0.9)}`);
}
console.log(`${failed.length} of ${all.length} mutants failed a test`);
