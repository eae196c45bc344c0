/**
 * What grading costs: `npx tsx --tsconfig bench/tsconfig.json bench/grading.ts [SUBMISSIONS]
 * [TESTS] [SLOTS]`. The class is of correct solutions and mutants; the tests are part 1 and the
 * first runs of lab 2, in one slot and in two, unless given others. It says how busy the machine
 * was, since other work affects wall times.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { addLab } from '../selftest/add-lab.js';
import { correctSolutions, mutantNames } from '../selftest/mutants/index.js';
import {
  boxCommand,
  compileProgram,
  labProgram,
  probeLadder,
} from '../src/core/isolation/index.js';

const [size = '20', tests = '1.*,2.1-2.3', slotCounts = '1,2'] = process.argv.slice(2);
const SIZE = Number(size);
const STARTS = 15;
const PROGRAM = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const COURSE = `lab: "2"
tests:
  "*": { skip: true }
${tests
  .split(',')
  .map((test) => `  "${test}": { skip: false }\n`)
  .join('')}`;

freshDist();
const { level } = probeLadder();
const [cpu] = cpus();
console.log(`${cpu?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`);
console.log(`boxes of level ${level}`);
for (const [name, program] of [
  ['runs a lab', labProgram()],
  ['compiles a lab', compileProgram()],
] as const) {
  const starts = Array.from({ length: STARTS }, () => startMs(program)).sort((a, b) => a - b);
  const [least = 0, median = 0] = [starts[0], starts[STARTS >> 1]];
  console.log(
    `a box that ${name}, from the command until it is ready and gone: ` +
      `${median.toFixed(0)} ms, at best ${least.toFixed(0)} ms`,
  );
}

const root = mkdtempSync(join(tmpdir(), 'labtest-bench-'));
try {
  const labs = [...correctSolutions(), ...mutantNames()];
  for (let i = 0; i < SIZE; i++) {
    const folder = join(root, 'submissions', `s${String(i).padStart(3, '0')}`);
    addLab(folder, labs[(i * 7) % labs.length] as string);
    // No two submissions have the same files, so each is run.
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src', 'name.ts'), `export const NAME = 's${i}';\n`);
  }
  writeFileSync(join(root, 'course.yaml'), COURSE);
  for (const slots of slotCounts.split(',')) await graded(Number(slots));
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Starts a box with nothing to do, so that it ends when it is ready. */
function startMs(program: ReturnType<typeof labProgram>): number {
  const { program: start, args, env } = boxCommand(level, 0, program);
  const beforeMs = performance.now();
  const { status } = spawnSync(start, args, { env, cwd: '/', input: '' });
  if (status !== 0) throw new Error(`the box ended with ${status}`);
  return performance.now() - beforeMs;
}

/** Grades the class and prints how fast that was, and how much memory the grader had over time. */
async function graded(slots: number): Promise<void> {
  const startedMs = performance.now();
  const out = join(root, `grades-${slots}`);
  const order = [PROGRAM, 'grade', 'submissions', '--course', 'course.yaml', '--out', out];
  const how = ['--slots', String(slots), '--quiet', '--allow-weaker-isolation'];
  const child = spawn(process.execPath, [...order, ...how], { cwd: root, stdio: 'ignore' });
  const resident: number[] = [];
  const watch = setInterval(() => resident.push(residentMiB(child.pid ?? 0)), 500);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const wallS = (performance.now() - startedMs) / 1000;
  const at = (share: number): string =>
    `${Math.round(resident[Math.floor(share * (resident.length - 1))] ?? 0)}`;
  console.log(
    `${SIZE} submissions in ${slots} slots: ${wallS.toFixed(0)} s, ` +
      `${((SIZE / wallS) * 60).toFixed(1)} a minute; ` +
      `MiB of the grader after a quarter, a half and all: ${[0.25, 0.5, 1].map(at).join(', ')}; ` +
      `load ${loadavg()[0]?.toFixed(1)}`,
  );
}

function residentMiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
