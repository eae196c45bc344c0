/**
 * How fast runs in virtual time are, with the reference solution of lab 2 in a locked-down realm,
 * as in grading: `npx tsx bench/simulator.ts [seeds]`. Targets: 300 000 events/s on one core
 * without a log; logging everything at most three times as slow; 2.14 in half a second.
 */
import { loadKnownLab } from '../src/core/labs/index.js';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { levelRank, type LogLevel } from '../src/core/lab/index.js';
import { loadLab, lockdownRealm } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { executeRunTest, type LabTest, type RunTest } from '../src/core/testkit/index.js';

const LIMIT_MS = 50_000;
const EVENTS_MAX = 20_000_000;

interface Measured {
  readonly events: number;
  readonly virtualMs: number;
  /** Processor time of this process, which other processes affect less than the wall clock. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly records: number;
}

const { definition, terms } = await loadKnownLab('2');
const { tests } = definition;
const compiled = await compileLab(
  fileURLToPath(new URL('../solutions/lab2-reference/src', import.meta.url)),
  terms.given,
);
lockdownRealm();
const lab = loadLab(compiled, terms);

function measure(test: RunTest, seeds: number, level: LogLevel): Measured {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let [events, virtualMs, records] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = executeRunTest(test, lab, {
      seed,
      limitMs: LIMIT_MS,
      eventsMax: EVENTS_MAX,
      timeouts: true,
      logThreshold: levelRank(level),
      onLog: () => void records++,
    });
    if (outcome.verdict !== 'passed') throw new Error(outcome.failure?.message);
    events += outcome.events;
    virtualMs += outcome.virtualMs;
  }
  const wallMs = performance.now() - start;
  return { events, virtualMs, cpuMs: process.cpuUsage(cpu).user / 1000, wallMs, records };
}

function row(name: string, seeds: number, measured: Measured): string {
  const { events, virtualMs, cpuMs, wallMs, records } = measured;
  const cells = [
    (virtualMs / seeds / 1000).toFixed(2),
    Math.round(events / seeds).toString(),
    (wallMs / seeds).toFixed(1),
    (cpuMs / seeds).toFixed(1),
    Math.round(events / cpuMs).toString(),
    records === 0 ? '' : Math.round(records / cpuMs).toString(),
  ];
  return [name.padEnd(14), ...cells.map((cell) => cell.padStart(11))].join('');
}

const seeds = Number(process.argv[2] ?? 10);
const [cpu] = cpus();
console.log(
  `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`,
);
console.log(`a run on average, of ${seeds} seeds after one to warm up`);
const heads = ['virtual s', 'events', 'wall ms', 'cpu ms', 'K events/s', 'K lines/s'];
console.log(['test'.padEnd(14), ...heads.map((head) => head.padStart(11))].join(''));

const isRun = (entry: [string, LabTest]): entry is [string, RunTest] => entry[1].kind === 'run';
for (const [number, test] of Object.entries(tests).filter(isRun)) {
  measure(test, 1, 'WARNING');
  console.log(row(number, seeds, measure(test, seeds, 'WARNING')));
}
const crashes = tests['2.14'];
if (crashes?.kind === 'run') {
  for (const level of ['FINER', 'FINEST'] as const) {
    console.log(row(`2.14 ${level}`, seeds, measure(crashes, seeds, level)));
  }
}
