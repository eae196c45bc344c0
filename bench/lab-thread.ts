/**
 * What calls to a lab in a thread of its own cost, with the reference solution of lab 2: `npx tsx
 * --tsconfig bench/tsconfig.json bench/lab-thread.ts`. A single call takes far longer than the
 * handler it runs, so searches make many calls at once.
 */
import { loadKnownLab } from '../src/core/labs/index.js';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import freshDist from '../scripts/fresh-dist.js';
import { LabThread } from '../src/core/judge/index.js';
import { toAddress } from '../src/core/lab/index.js';
import { compileLab } from '../src/core/compile/index.js';
import type { HandlerCall, NodeBlueprint } from '../src/core/system/index.js';

const CALLS = 32_000;
const STARTS = 9;

freshDist();
const { terms } = await loadKnownLab('2');
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

const { thread, call } = started();
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
thread.close();

/** A thread that has answered, and a call to a view server that continues from its answer. */
function started(): { readonly thread: LabThread; readonly call: HandlerCall } {
  const made = new LabThread(compiled, terms, terms.given.createTable());
  const { node, sets } = made.handlers.create(blueprint);
  const [timer] = sets;
  if (timer === undefined) throw new Error('the view server sets no timer');
  return {
    thread: made,
    call: { address, awaits: false, node, cause: { kind: 'fire', timer } },
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
