/**
 * Does a correct solution ever fail a run test? `npx tsx bench/flake.ts` runs every run test on
 * 2000 seeds of the reference, the long ones on a quarter, and on 300 of every other solution.
 *
 *   --short         a tenth of it
 *   --only A,B      these solutions only, --tests 2.14,3.* these tests only
 *   --from N        the first seed, 1 when left out
 *   --processes N   solutions side by side; one a core when left out
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import freshDist from '../scripts/fresh-dist.js';
import { loadLabSpec, selectTests, type RunTestSpec } from '../src/core/registry/index.js';
import { correctSolutions } from '../selftest/mutants/index.js';
import { inOrder } from './kill-matrix/in-order.js';
import { TestedLab } from './kill-matrix/tested-lab.js';

const REFERENCE = 'lab2-reference';
const REFERENCE_SEEDS = 2000;
const OTHER_SEEDS = 300;
const LONG = new Set(['2.14', '2.15']);

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    tests: { type: 'string' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

await freshDist();
const spec = await loadLabSpec('2');
const tests = selectTests(spec, flags.tests === undefined ? [] : [flags.tests])
  .map(({ test }) => test)
  .filter((test): test is RunTestSpec => test.kind === 'run');
const only = flags.only?.split(',');
const solutions = correctSolutions().filter((name) => only?.includes(name) ?? true);

interface Flake {
  readonly solution: string;
  readonly seeds: number;
  /** `2.14 seed 7: liveness: ...` */
  readonly failures: readonly string[];
}

async function flakesOf(solution: string): Promise<Flake> {
  const tested = await TestedLab.of(solution, spec.folder);
  const failures: string[] = [];
  let seeds = 0;
  try {
    for (const test of tests) {
      const whole = solution === REFERENCE ? REFERENCE_SEEDS : OTHER_SEEDS;
      const count = Math.ceil(whole / (flags.short ? 10 : 1) / (LONG.has(test.number) ? 4 : 1));
      const from = Number(flags.from);
      const all = Array.from({ length: count }, (_, index) => from + index);
      for (const { seed, cause, message } of await tested.failingSeeds(test, all, false)) {
        failures.push(`${test.number} seed ${seed}: ${cause}: ${message}`);
      }
      seeds += count;
    }
  } finally {
    tested.close();
  }
  return { solution, seeds, failures };
}

let failing = 0;
await inOrder(solutions, Number(flags.processes), flakesOf, ({ solution, seeds, failures }) => {
  failing += failures.length;
  console.log(`${solution}: ${failures.length} of ${seeds} runs failed`);
  for (const failure of failures) console.log(`  ${failure}`);
});
process.exit(failing > 0 ? 1 : 0);
