/**
 * What calls to a lab in a thread of its own cost, with the reference solution of lab 2: `npx tsx
 * --tsconfig bench/tsconfig.json bench/lab-thread.ts`. A single call takes far longer than the
 * handler it runs, so searches make many calls at once. At last, how much of its time test 2.20
 * waits for the thread.
 */
import { search } from '../src/core/checker/index.js';
import { loadKnownLab } from '../src/core/labs/index.js';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { LabThread } from '../src/core/judge/index.js';
import { toAddress } from '../src/core/lab/index.js';
import { compileLab } from '../src/core/compile/index.js';
import type { HandlerCall, NodeBlueprint } from '../src/core/system/index.js';
import { executeSearchTest } from '../src/core/testkit/index.js';

const CALLS = 32_000;
const STARTS = 9;
const STATES_MAX = 135_000_000;
const MEMORY_MAX_BYTES = 2e9;

freshDist();
const { definition, terms } = await loadKnownLab('2');
const compiled = await compileLab(
  fileURLToPath(new URL('../solutions/lab2-reference/src', import.meta.url)),
  terms.given,
);
const address = toAddress('viewserver');
const blueprint: NodeBlueprint = {
  address,
  export: 'ViewServer',
  args: [address],
  role: 'server',
};

const [cpu] = cpus();
console.log(
  `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`,
);

const { thread, call, classes } = started();
const calls = (count: number): HandlerCall[] => Array.from({ length: count }, () => call);
line('a thread started, median', `${median(STARTS, () => started().thread.close()).toFixed(0)} ms`);
line(
  'the lab evaluated anew, median',
  `${median(STARTS, () => {
    thread.renew();
    thread.handlers.create(blueprint);
  }).toFixed(1)} ms`,
);
for (const size of [1, 4, 16, 64]) {
  const asked = calls(size);
  const all = [...asked.keys()];
  line(
    `${size} calls a question`,
    perCall(size, () => thread.handlers.run(asked)),
  );
  const apart = perCall(size, () => {
    thread.handlers.run(asked);
    thread.handlers.run(asked);
    thread.fresh.run(asked);
  });
  line(`${size} calls, made three times, three questions`, apart);
  const together = perCall(size, () => thread.twins.run(asked, all));
  line(`${size} calls, made three times, one question`, together);
}
waitsOfSearch(thread);
thread.close();

/** How long test 2.20 takes, and how much of that, with how many questions, it waits. */
function waitsOfSearch({ handlers, twins }: LabThread): void {
  const test = definition.tests['2.20'];
  if (test?.kind !== 'search') throw new Error('2.20 is no search');
  let [waitedMs, questions, callsMade] = [0, 0, 0];
  const timed = <T>(count: number, ask: () => T): T => {
    const startMs = performance.now();
    const answers = ask();
    waitedMs += performance.now() - startMs;
    questions++;
    callsMade += count;
    return answers;
  };
  const subject = {
    handlers: {
      create: (node: NodeBlueprint) => timed(1, () => handlers.create(node)),
      run: (asked: readonly HandlerCall[]) => timed(asked.length, () => handlers.run(asked)),
    },
    twins: {
      create: (node: NodeBlueprint) => timed(1, () => twins.create(node)),
      run: (asked: readonly HandlerCall[], sample: readonly number[]) =>
        timed(asked.length, () => twins.run(asked, sample)),
    },
    classes,
  };
  thread.renew();
  const startMs = performance.now();
  executeSearchTest(test, subject, {
    search,
    statesMax: STATES_MAX,
    timeMaxMs: Infinity,
    memoryMaxBytes: MEMORY_MAX_BYTES,
    workers: 1,
    seed: 1,
  });
  const tookMs = performance.now() - startMs;
  line('2.20, one worker', `${(tookMs / 1000).toFixed(2)} s`);
  const share = `${((100 * waitedMs) / tookMs).toFixed(0)} %`;
  line('of that it waits for the thread', `${(waitedMs / 1000).toFixed(2)} s, ${share}`);
  line('questions, calls', `${questions}, ${callsMade}`);
}

/** A thread that has answered, and a call to a view server that continues from its answer. */
function started() {
  const table = terms.given.createTable();
  const made = new LabThread(compiled, terms, table);
  const { node, sets } = made.handlers.create(blueprint);
  const [timer] = sets;
  if (timer === undefined) throw new Error('the view server sets no timer');
  return {
    thread: made,
    classes: table,
    call: { address, awaits: false, node, cause: { kind: 'fire', timer } } satisfies HandlerCall,
  };
}

function perCall(size: number, ask: () => unknown): string {
  const rounds = Math.ceil(CALLS / size / 4);
  for (let i = 0; i < rounds; i++) ask();
  const startMs = performance.now();
  for (let i = 0; i < rounds; i++) ask();
  return `${(((performance.now() - startMs) * 1000) / rounds / size).toFixed(1)} us a call`;
}

function median(times: number, run: () => void): number {
  const took = Array.from({ length: times }, () => {
    const startMs = performance.now();
    run();
    return performance.now() - startMs;
  });
  return took.sort((a, b) => a - b)[times >> 1] as number;
}

function line(what: string, took: string): void {
  console.log(`${what.padEnd(48)}${took.padStart(16)}`);
}
