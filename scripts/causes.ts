/**
 * Writes docs/reference/causes.md: what each cause means, what to do about it, and a sentence from
 * a failing test of a known-wrong variant; `--check` only says whether it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { worthOf } from '../evaluation/causes/judged.js';
import type { CauseTable } from '../evaluation/causes/table.js';
import { GENERAL_CAUSES } from '../src/core/support/index.js';
import { CAUSES } from '../src/tests/lab2-primarybackup/causes.js';
import { finding, type NamedCause } from '../src/tests/lab2-primarybackup/insight/advice.js';

const FOLDER = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const FILE = `${FOLDER}causes.md`;
/** A longer sentence is cut. */
const SENTENCE_MAX = 200;

const table = JSON.parse(readFileSync(`${FOLDER}diagnosis.json`, 'utf8')) as CauseTable;

const wanted = [
  '# Causes',
  '',
  'What a failed test names as `cause`, in alphabetical order. The examples are what failing tests',
  'of known-wrong solutions were told, with the number of the test; where there is none, no',
  'variant is kept for it. How often a cause is right stands in `docs/reference/diagnosis.md`.',
  '',
  '## Of any lab',
  '',
  ...Object.keys(GENERAL_CAUSES)
    .sort()
    .flatMap((cause) => {
      return section(cause, GENERAL_CAUSES[cause as keyof typeof GENERAL_CAUSES], undefined);
    }),
  '## Of lab 2',
  '',
  ...Object.keys(CAUSES)
    .sort()
    .flatMap((cause) => {
      const { rule, advice } = finding(cause as NamedCause, 0, '');
      return section(cause, CAUSES[cause as keyof typeof CAUSES], `${capital(rule)}: ${advice}`);
    }),
].join('\n');

if (process.argv.includes('--check')) {
  const isStale = readFileSync(FILE, 'utf8') !== wanted;
  if (isStale) console.error('docs/reference/causes.md is stale: npm run causes');
  process.exitCode = Number(isStale);
} else writeFileSync(FILE, wanted);

function section(cause: string, means: string, advice: string | undefined): string[] {
  const example = exampleOf(cause);
  return [
    `### ${cause}`,
    '',
    `${capital(means)}.`,
    ...(advice === undefined ? [] : ['', `> ${advice}`]),
    ...(example === undefined ? [] : ['', '```text', example, '```']),
    '',
  ];
}

/** The shortest sentence from a failing test whose cause is right. */
function exampleOf(cause: string): string | undefined {
  const told = table.mutants.flatMap(({ cells, declared }) =>
    Object.entries(cells)
      .filter(([, cell]) => cell.named === cause && worthOf(cell, declared) === 'right')
      .map(([number, { says }]) => `${number}: ${cut(says)}`),
  );
  return told.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

function cut(sentence: string): string {
  return sentence.length <= SENTENCE_MAX ? sentence : `${sentence.slice(0, SENTENCE_MAX)}…`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
