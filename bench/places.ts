/**
 * What calls to a lab that runs somewhere else cost, with the reference solution of lab 2: run
 * tests in this very realm (as on a laptop), over a process and over a process in a box; search
 * tests over a thread (as on a laptop) and over both kinds of process: `npx tsx --tsconfig
 * bench/tsconfig.json bench/places.ts [SEEDS] [ROUNDS] [TEST,...]`.
 *
 * Each place is measured in a process of its own, the places in turn, so that other work on the
 * machine affects all of them. CPU is that of the judge and of the box, and of the kernel for both.
 * Targets: a run test at most 3 times, a search at most 1.3 times the wall time.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { loadLab, lockdownRealm } from '../src/core/box/index.js';
import { search } from '../src/core/checker/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { boxCommand, probeLadder, usageOfTree } from '../src/core/isolation/index.js';
import { inThisRealm, openLab, type LabPlace, type RemoteLab } from '../src/core/judge/index.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { levelRank } from '../src/core/lab/index.js';
import {
  executeRunTest,
  executeSearchTest,
  type LabTest,
  type RunTest,
  type SearchTest,
} from '../src/core/testkit/index.js';

const PLACES = ['own', 'process', 'boxed'] as const;
type Place = (typeof PLACES)[number];

const RUN_TESTS = ['1.10', '2.5', '2.6', '2.9', '2.14', '2.15', '3.6'];
/** These take a few milliseconds, and ten times as many seeds. */
const SHORT_TESTS = ['1.10', '2.6', '2.9'];
const SEARCH_TESTS = ['2.17', '2.18', '2.19', '2.20'];
const STATES_MAX = 1_000_000;
/** Without tsx, whose code is not what is built. */
const PLAIN = new URL('plain.mjs', import.meta.url).href;

/** Milliseconds of one test in one place. */
interface Cost {
  readonly test: string;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const [first = '5', second = '3', third] = process.argv.slice(2);
const tests = third?.split(',') ?? [...RUN_TESTS, ...SEARCH_TESTS];

if (first === 'measure') {
  const [place, seeds, numbers = ''] = process.argv.slice(3);
  console.log(JSON.stringify(await measured(place as Place, Number(seeds), numbers.split(','))));
  process.exit();
} else {
  freshDist();
  compare(Number(first), Number(second));
}

function compare(seeds: number, rounds: number): void {
  const [cpu] = cpus();
  console.log(`${cpu?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`);
  console.log(`${seeds} seeds a run test, medians of ${rounds} rounds, boxes of level ${best()}`);
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < rounds; round++) {
    for (const place of PLACES) {
      for (const cost of inChild(place, seeds)) {
        const key = `${cost.test} ${place}`;
        costs.set(key, [...(costs.get(key) ?? []), cost]);
      }
    }
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)}`);
  console.log(row('test', ['own cpu', 'wall', 'process cpu', 'wall', 'boxed cpu', 'wall']));
  for (const test of tests) {
    const of = (place: Place, what: 'cpuMs' | 'wallMs'): number =>
      median((costs.get(`${test} ${place}`) ?? []).map((cost) => cost[what]));
    const cells = PLACES.flatMap((place) =>
      (['cpuMs', 'wallMs'] as const).map((what) => {
        const times = place === 'own' ? '' : ` ${(of(place, what) / of('own', what)).toFixed(2)}x`;
        return of(place, what).toFixed(0) + times;
      }),
    );
    console.log(row(test, cells));
  }
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(8) + cells.map((cell) => cell.padStart(16)).join('');
}

function median(of: readonly number[]): number {
  return [...of].sort((a, b) => a - b)[of.length >> 1] ?? NaN;
}

function inChild(place: Place, seeds: number): Cost[] {
  const args = ['--import', PLAIN, fileURLToPath(import.meta.url), 'measure'];
  const child = spawnSync(process.execPath, [...args, place, String(seeds), tests.join()], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout) as Cost[];
}

function best(): ReturnType<typeof probeLadder>['level'] {
  return probeLadder().level;
}

async function measured(place: Place, seeds: number, numbers: readonly string[]): Promise<Cost[]> {
  const { definition, terms } = await loadKnownLab('2');
  const folder = fileURLToPath(new URL('../solutions/lab2-reference/src', import.meta.url));
  const compiled = await compileLab(folder, terms.given);
  const where: LabPlace =
    place === 'own'
      ? { transport: 'thread' }
      : { transport: 'process', start: boxCommand(place === 'boxed' ? best() : 'D') };
  const remote = await openLab(compiled, terms, terms.given.createTable(), where);
  const of = (number: string): LabTest => {
    const test = definition.tests[number];
    if (test === undefined) throw new Error(`there is no test ${number}`);
    return test;
  };
  const costs: Cost[] = [];
  const searches = numbers.filter((number) => of(number).kind === 'search');
  for (const number of searches) {
    remote.renew();
    costs.push(timed(number, 1, () => searched(of(number) as SearchTest, remote)));
  }
  // From here on, nothing can be imported.
  if (place === 'own') lockdownRealm();
  const lab = place === 'own' ? inThisRealm(loadLab(compiled, terms)) : remote;
  for (const number of numbers.filter((each) => !searches.includes(each))) {
    const test = of(number) as RunTest;
    const times = SHORT_TESTS.includes(number) ? 10 * seeds : seeds;
    run(test, lab, 1);
    costs.push(
      timed(number, times, () => {
        for (let seed = 2; seed < 2 + times; seed++) run(test, lab, seed);
      }),
    );
  }
  remote.close();
  return costs;
}

function timed(test: string, times: number, work: () => void): Cost {
  const cpuMs = (): number => usageOfTree(process.pid)?.cpuMs ?? NaN;
  const [cpu, wall] = [cpuMs(), performance.now()];
  work();
  return { test, cpuMs: (cpuMs() - cpu) / times, wallMs: (performance.now() - wall) / times };
}

function run(test: RunTest, lab: Parameters<typeof executeRunTest>[1], seed: number): void {
  const outcome = executeRunTest(test, lab, {
    seed,
    limitMs: 50_000,
    eventsMax: 20_000_000,
    timeouts: true,
    logThreshold: levelRank('WARNING'),
    onLog: () => undefined,
  });
  if (outcome.verdict !== 'passed') throw new Error(outcome.failure?.message);
}

function searched(test: SearchTest, { handlers, twins, classes }: RemoteLab): void {
  const outcome = executeSearchTest(
    test,
    { handlers, twins, classes },
    {
      search,
      statesMax: STATES_MAX,
      timeMaxMs: Infinity,
      memoryMaxBytes: 4e9,
      workers: 1,
      seed: 1,
    },
  );
  if (outcome.verdict === 'failed') throw new Error(outcome.failure?.message);
}
