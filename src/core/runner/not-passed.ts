import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../machine/index.js';
import type { RunReport, TestOutcome } from './outcome.js';

/** What is known about a failed test: the seeds that failed and have not passed since. */
interface Remembered {
  readonly seeds: readonly number[];
}

interface Memory {
  readonly lab: string;
  readonly tests: Readonly<Record<string, Remembered>>;
}

const fileIn = (root: string): string => path.join(root, 'logs', 'not-passed.json');

/**
 * The lab's tests that failed, or were not run, and have not passed since, each with its failed
 * seeds; `undefined` if nothing was ever recorded.
 */
export function notPassed(
  root: string,
  lab: string,
): ReadonlyMap<string, readonly number[]> | undefined {
  const memory = readMemory(root);
  if (memory?.lab !== lab) return undefined;
  return new Map(Object.entries(memory.tests).map(([number, { seeds }]) => [number, seeds]));
}

/**
 * Records which tests of a run did not pass. A test is forgotten once it passes on the seeds that
 * failed; if a search was `narrowed` to less than its budget, passing it proves nothing.
 */
export function rememberNotPassed(root: string, report: RunReport, narrowed: boolean): void {
  const before = readMemory(root);
  const tests = new Map(before?.lab === report.lab ? Object.entries(before.tests) : []);
  for (const outcome of report.tests) {
    const { number, kind, verdict } = outcome;
    const seeds = openSeeds(outcome, tests.get(number)?.seeds ?? []);
    const hasPassed = verdict === 'passed' && seeds.length === 0;
    if (!hasPassed) tests.set(number, { seeds });
    else if (kind !== 'search' || !narrowed) tests.delete(number);
  }
  for (const number of report.notRun) {
    if (!tests.has(number)) tests.set(number, { seeds: [] });
  }
  const memory: Memory = { lab: report.lab, tests: Object.fromEntries(tests) };
  writeWhole(fileIn(root), `${JSON.stringify(memory, null, 2)}\n`);
}

/** The seeds that failed earlier and did not pass now, and the one that failed now. */
function openSeeds({ seeds = [], failedSeed }: TestOutcome, earlier: readonly number[]): number[] {
  const passed = new Set(
    seeds.filter(({ verdict }) => verdict === 'passed').map(({ seed }) => seed),
  );
  const open = new Set(earlier.filter((seed) => !passed.has(seed)));
  if (failedSeed !== undefined) open.add(failedSeed);
  return [...open].sort((a, b) => a - b);
}

/** A damaged file, or one of another version, counts as missing. */
function readMemory(root: string): Memory | undefined {
  try {
    const memory = JSON.parse(readFileSync(fileIn(root), 'utf8')) as Partial<Memory> | null;
    const tests = Object.values(memory?.tests ?? {});
    const isWhole =
      typeof memory?.lab === 'string' && tests.every(({ seeds }) => Array.isArray(seeds));
    return isWhole ? (memory as Memory) : undefined;
  } catch {
    return undefined;
  }
}
