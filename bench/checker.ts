/**
 * How fast the checker is, beside the naive one in the same run, after `npm run build`:
 * `npx tsx --tsconfig bench/tsconfig.json bench/checker.ts [states] [workers]`.
 *
 * Each measurement is a process of its own, and the best of several counts, since others use the
 * machine, too.
 */
import { execFileSync } from 'node:child_process';
import type * as Checker from '../src/core/checker/index.js';
import type { Search, SearchProblem, SearchResult } from '../src/core/checker/index.js';
import { pingPong, PING_PONG_SETTINGS } from '../src/core/checker/ping-pong.fixture.js';
import { primaryBackup, primaryBackupSettings } from './checker-problems.js';

interface Task {
  readonly name: string;
  readonly system: 'A' | 'B' | 'B44' | 'P';
  readonly states: number;
  readonly workers: number;
  readonly diamonds: boolean;
  readonly naive: boolean;
}

interface Measured {
  readonly states: number;
  readonly transitions: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly bytesPerState: number;
}

const RUNS = 3;

/** Runs what is shipped: tsx's output from the sources is half as fast. */
async function engine(task: Task): Promise<Search> {
  const { href } = new URL('../dist/core/checker/index.js', import.meta.url);
  const { naiveSearch, search } = (await import(href)) as typeof Checker;
  return task.naive ? naiveSearch : search;
}

async function measure(task: Task): Promise<Measured> {
  const { system, states: statesMax, workers, diamonds } = task;
  const problem = problemOf(system);
  const base = system === 'A' ? PING_PONG_SETTINGS : primaryBackupSettings(statesMax);
  const probes = system === 'P' ? ({ strategy: 'random', depthMax: 1000 } as const) : {};
  const settings = { ...base, ...probes, statesMax, workers, diamonds };
  const search = await engine(task);
  const bytesBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const result: SearchResult = search(problem, settings);
  const wallMs = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    states: result.states,
    transitions: result.transitions,
    wallMs,
    cpuMs: (cpu.user + cpu.system) / 1000,
    bytesPerState: (result.bytes - bytesBefore) / result.states,
  };
}

/** A and B are those of the specification; P is that of test 2.20. */
function problemOf(system: Task['system']): SearchProblem {
  switch (system) {
    case 'A':
      return pingPong({ clients: 3, pings: 10 });
    case 'B':
      return primaryBackup(2, [['x'], ['y']]);
    case 'B44':
      return primaryBackup(4, [['v'], ['w'], ['x'], ['y']]);
    case 'P':
      return primaryBackup(3, [
        ['w', 'x'],
        ['y', 'z'],
      ]);
  }
}

/** The least wall and processor time of several runs. */
function best(task: Task): Measured {
  const runs = Array.from({ length: task.naive ? 1 : RUNS }, () => {
    const args = ['tsx', '--tsconfig', 'bench/tsconfig.json', 'bench/checker.ts'];
    const output = execFileSync('npx', [...args, JSON.stringify(task)], { encoding: 'utf8' });
    return JSON.parse(output.trim().split('\n').at(-1) as string) as Measured;
  });
  return {
    ...(runs[0] as Measured),
    wallMs: Math.min(...runs.map((run) => run.wallMs)),
    cpuMs: Math.min(...runs.map((run) => run.cpuMs)),
    bytesPerState: Math.max(...runs.map((run) => run.bytesPerState)),
  };
}

function tasks(states: number, workers: number): Task[] {
  const one = { states, workers: 1, diamonds: true, naive: false };
  const many = states > 1e6 ? (states / 1e6).toFixed(0) + ' M' : `${states / 1e3} K`;
  return [
    { ...one, name: 'B, naive', system: 'B', states: 5000, naive: true },
    { ...one, name: 'B, 1 000 states', system: 'B', states: 1000 },
    { ...one, name: 'B, 460 K states', system: 'B', states: 460_000 },
    { ...one, name: `B, a tenth of ${many}`, system: 'B', states: states / 10 },
    { ...one, name: `B, ${many}`, system: 'B' },
    { ...one, name: `B, ${many}, diamonds off`, system: 'B', diamonds: false },
    { ...one, name: `B, ${many}, ${workers} workers`, system: 'B', workers },
    { ...one, name: `B with 4 servers, 4 clients, ${many}`, system: 'B44' },
    { ...one, name: 'A, naive', system: 'A', states: 5000, naive: true },
    { ...one, name: 'A, exhausted', system: 'A', states: 2_000_000 },
    { ...one, name: 'P, naive, random steps', system: 'P', states: 5000, naive: true },
    { ...one, name: 'P, 135 M random steps', system: 'P', states: 135_000_000 },
    {
      ...one,
      name: `P, 135 M random steps, ${workers} workers`,
      system: 'P',
      states: 135_000_000,
      workers,
    },
  ];
}

function line(name: string, measured: Measured): string {
  const { states, transitions, wallMs, cpuMs, bytesPerState } = measured;
  const rate = (count: number, ms: number): string => (count / ms / 1000).toFixed(3).padStart(9);
  return [
    name.padEnd(36),
    String(states).padStart(10),
    wallMs.toFixed(0).padStart(8),
    cpuMs.toFixed(0).padStart(8),
    rate(states, wallMs),
    rate(states, cpuMs),
    rate(transitions, cpuMs),
    bytesPerState.toFixed(1).padStart(9),
  ].join(' ');
}

const [first = '20000000', second = '2'] = process.argv.slice(2);
if (first.startsWith('{')) {
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(first) as Task))}\n`);
} else {
  const heads = ['states', 'wall ms', 'cpu ms', 'M st/s', '/cpu s', 'M tr/cpu s', 'B/state'];
  const widths = [10, 8, 8, 9, 9, 9, 9];
  const head = heads.map((text, i) => text.padStart(widths[i] as number)).join(' ');
  process.stdout.write(`${''.padEnd(36)} ${head}\n`);
  for (const task of tasks(Number(first), Number(second))) {
    process.stdout.write(`${line(task.name, best(task))}\n`);
  }
}
