import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestSpec } from '../../src/core/registry/index.js';
import type { ProcessPool } from '../../src/core/runner/index.js';
import { materialise, type Mutant } from '../../selftest/mutants/index.js';
import { kills } from '../kill-matrix/summary.js';
import type { Row } from '../kill-matrix/matrix.js';
import { TestedLab } from '../kill-matrix/tested-lab.js';
import { explained, type Explained } from './explained.js';
import { isTrue } from './judged.js';
import { passedBy, spread, type RowOptions } from './rows.js';
import type { MendRow, Mending, MendStep } from './table.js';

/** A correct solution with some of the known mistakes, each of which can be mended by itself. */
export type Mistakes = readonly [Mutant, ...Mutant[]];

type Cells = Row['cells'];

/**
 * Labs with two mistakes: each mutant with the next one of its base that is a mistake of another
 * kind, in other places of the code.
 */
export function pairsOf(mutants: readonly Mutant[]): Mistakes[] {
  const left = mutants.filter(({ kind }) => kind !== 'purity');
  const pairs: Mistakes[] = [];
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    const one = first;
    const at = left.findIndex((other) => isApart(one, other));
    if (at >= 0) pairs.push([one, ...left.splice(at, 1)]);
  }
  return pairs;
}

/** Whether nobody can take one of two mistakes for the other, and each can be made without it. */
function isApart(a: Mutant, b: Mutant): boolean {
  if (a.base !== b.base) return false;
  const causes = [a['expected-cause'], ...Object.keys(a['also-true'])];
  if (causes.some((cause) => isTrue(cause, b))) return false;
  const [before, after] = [textsOf([a, b]), textsOf([b, a])];
  return before !== undefined && before === after;
}

/** The changed files, as one text; undefined when a change does not find its place. */
function textsOf(mistakes: Mistakes): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'labtest-mends-'));
  try {
    materialise(combined(mistakes), folder);
    const files = new Set(mistakes.flatMap(({ patch }) => patch.map(({ file }) => file)));
    return [...files]
      .sort()
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function combined(mistakes: Mistakes): Mutant {
  const name = mistakes.map((each) => each.name).join('-and-');
  return { ...mistakes[0], name, patch: mistakes.flatMap(({ patch }) => patch) };
}

/** What comes of mending, one after the other, what is told first. */
export async function mendRow(
  mistakes: Mistakes,
  killed: (name: string) => Cells,
  options: RowOptions,
  pool: ProcessPool,
): Promise<MendRow> {
  const cells: Record<string, Mending> = {};
  for (const test of await chosen(mistakes, killed, options, pool)) {
    const mending = await mended(mistakes, test, options, pool);
    if (mending.told.length > 0) cells[test.number] = mending;
  }
  return { mistakes: mistakes.map(({ name }) => name), cells };
}

/** Tests that all of the mistakes fail, or else any, and that the solution itself passes. */
async function chosen(
  mistakes: Mistakes,
  killed: (name: string) => Cells,
  options: RowOptions,
  pool: ProcessPool,
): Promise<readonly TestSpec[]> {
  const fails = ({ number }: TestSpec, { name }: Mutant): boolean => kills(killed(name)[number]);
  const all = options.tests.filter((test) => mistakes.every((one) => fails(test, one)));
  const any = options.tests.filter((test) => mistakes.some((one) => fails(test, one)));
  const tests = spread(all.length > 0 ? all : any, options.most);
  return passedBy(mistakes[0].base, { ...options, tests }, pool);
}

/** Mends the mistake that the first cause is about, until the test passes or it is about none. */
export async function mended(
  mistakes: Mistakes,
  test: TestSpec,
  options: RowOptions,
  pool: ProcessPool,
): Promise<Mending> {
  const told: MendStep[] = [];
  let left: readonly Mutant[] = mistakes;
  for (;;) {
    const [first, ...others] = left;
    const lab = first === undefined ? mistakes[0].base : combined([first, ...others]);
    const failure = await firstFailure(lab, test, options, pool);
    if (failure === undefined) return { told, passes: true };
    const { named, says } = failure;
    const about = named === undefined ? undefined : left.find((each) => isTrue(named, each));
    told.push({ says, ...(named && { named }), ...(about && { mends: about.name }) });
    if (about === undefined) return { told, passes: false };
    left = left.filter((each) => each !== about);
  }
}

async function firstFailure(
  lab: string | Mutant,
  test: TestSpec,
  { code, statesMax }: RowOptions,
  pool: ProcessPool,
): Promise<Explained | undefined> {
  const tested = await TestedLab.of(lab, code, pool);
  if (test.kind === 'search')
    return explained(tested, test, 1, Math.min(statesMax, test.statesMax));
  const [failing] = await tested.failingSeeds(test, test.seeds, 1);
  return failing && explained(tested, test, failing.seed, statesMax);
}
