import path from 'node:path';
import type { RunTestSpec, TestSpec } from '../../core/registry/index.js';
import { renderComparison, renderHeading, type Style } from '../../core/report/index.js';
import { compareTest, type CompareEnd, type TestOutcome } from '../../core/runner/index.js';
import { UsageError } from '../../core/support/index.js';
import type { ChosenLab } from './lab-of.js';
import { compiledOf, loading } from './loading.js';
import type { SavedRun } from './saved-run.js';
import { readTrace } from './trace-file.js';

/** The value of `--compare` for the passing seed that follows the run the longest. */
const NEAREST = 'nearest';

/** The maximum number of passing seeds among which to look for the nearest one. */
const CANDIDATES_MAX = 20;
const SILENT_MS_MAX = 30_000;

/** A seed that failed in a saved run, and the seeds it may be compared with. */
interface Question {
  readonly outcome: TestOutcome;
  readonly test: RunTestSpec;
  readonly failing: number;
  readonly others: readonly number[];
}

/**
 * Compares every failed run test with another of its seeds: the one that `text` names, or the
 * passing one that follows it the longest. Both are run again with the current code.
 */
export async function compareWith(
  text: string,
  failed: readonly TestOutcome[],
  saved: SavedRun,
  { code, folder, spec }: ChosenLab,
  style: Style,
): Promise<string> {
  const named = text === NEAREST ? undefined : seedOf(text);
  const questions = failed.flatMap((outcome) => questionOf(outcome, spec.tests, named) ?? []);
  if (questions.length === 0) throw nothingToCompare(failed);
  const lab = await compiledOf({ code, folder });
  const place = { code, silentMsMax: SILENT_MS_MAX };
  const texts: string[] = [];
  for (const { outcome, test, failing, others } of questions) {
    const passing = named === undefined;
    const end = await loading(folder.solution, () =>
      compareTest(lab, { kind: 'compare', test, failing, others, passing }, place),
    );
    const digest = await digestOf(saved, outcome);
    const lines = [renderHeading(outcome, style)];
    if (digest !== undefined && digest !== lab.digest) {
      lines.push('(The code has changed since that run. What follows is what it does now.)');
    }
    if (passing && end.kind === 'compared') lines.push(`(${choiceText(outcome, others)})`);
    texts.push(`${lines.join('\n')}\n${endText(end, test.number)}`);
  }
  return texts.join('\n');
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new UsageError('LT004', `--compare ${text}: not a seed.`, [
    'A whole number, or nothing for the nearest seed that passes: labtest explain --compare',
  ]);
}

/** `undefined` for tests without other seeds: searches and unit tests. */
function questionOf(
  outcome: TestOutcome,
  specs: readonly TestSpec[],
  named: number | undefined,
): Question | undefined {
  const test = specs.find(({ number }) => number === outcome.number);
  const { failedSeed: failing } = outcome;
  if (test?.kind !== 'run' || failing === undefined) return undefined;
  if (named === failing) {
    throw new UsageError(
      'LT004',
      `--compare ${named}: that is the seed of ${test.number} that failed.`,
      [
        'Give another one, or none for the nearest that passes: labtest explain --compare',
        'To see whether an edit has fixed it: labtest replay',
      ],
    );
  }
  return { outcome, test, failing, others: named === undefined ? passed(outcome) : [named] };
}

/** The seeds that passed in the saved run; if none did, seeds that were not tried. */
function passed({ seeds = [] }: TestOutcome): number[] {
  const passing = seeds.filter(({ verdict }) => verdict === 'passed').map(({ seed }) => seed);
  if (passing.length > 0) return passing.slice(0, CANDIDATES_MAX);
  const tried = new Set(seeds.map(({ seed }) => seed));
  const others = Array.from({ length: CANDIDATES_MAX + tried.size }, (_, i) => i + 1);
  return others.filter((seed) => !tried.has(seed)).slice(0, CANDIDATES_MAX);
}

function nothingToCompare(failed: readonly TestOutcome[]): UsageError {
  const [first] = failed;
  if (first === undefined) return new UsageError('LT007', 'all tests of that run passed.');
  const numbers = failed.map(({ number }) => number).join(', ');
  const why =
    first.kind === 'search'
      ? 'a search tries every order of events, so there is no other seed'
      : 'it drives single nodes by hand, so there is no other seed';
  return new UsageError(
    'LT001',
    `--compare compares seeds of run tests; these failed: ${numbers}.`,
    [
      `${first.number} is a ${first.kind} test: ${why}.`,
      'The path to its failure: labtest explain',
    ],
  );
}

/** The digest of the code of a saved run, if its trace has it. */
async function digestOf(saved: SavedRun, { files }: TestOutcome): Promise<string | undefined> {
  const name = files?.['trace'];
  if (name === undefined) return undefined;
  try {
    return (await readTrace(path.join(saved.folder, name))).solution;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function choiceText({ seeds = [] }: TestOutcome, others: readonly number[]): string {
  if (!seeds.some(({ verdict }) => verdict === 'passed')) {
    return `No seed of that run passed. Of ${others.join(', ')}, this is the nearest that does.`;
  }
  return others.length === 1
    ? `Seed ${others[0]} is the only one that passed.`
    : `Of the seeds that passed (${others.join(', ')}), this one follows the failing run longest.`;
}

function endText(end: CompareEnd, number: string): string {
  switch (end.kind) {
    case 'compared':
      return renderComparison(end.comparison);
    case 'none-passes':
      return (
        'No passing seed was found, so there is nothing to compare with.\n' +
        `Two failing seeds can be compared, too: labtest explain --test ${number} --compare 2\n`
      );
    case 'lost':
      return `The seeds could not be run again: ${end.why}.\n`;
  }
}

/** `--compare` may lack a seed, which oclif does not support: it then means the nearest one. */
export function withCompared(argv: readonly string[]): string[] {
  return argv.flatMap((word, i) => {
    const hasSeed = /^[^-]/.test(argv[i + 1] ?? '');
    return word === '--compare' && !hasSeed ? [word, NEAREST] : [word];
  });
}
