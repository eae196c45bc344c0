/**
 * Writes docs/reference/codes.md, what exit codes and error codes mean, from the tables that the
 * program itself has; `--check` only says whether it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { USAGE_CODES } from '../src/core/support/errors.js';
import { EXIT_CODES } from '../src/core/support/exit-codes.js';

const FILE = fileURLToPath(new URL('../docs/reference/codes.md', import.meta.url));

const wanted = [
  '# Exit codes and error codes',
  '',
  'What `labtest` ends with:',
  '',
  '| exit code | means |',
  '| --- | --- |',
  ...Object.entries(EXIT_CODES).map(([code, means]) => `| ${code} | ${means} |`),
  '',
  'With exit code 2 a message says what is wrong, what to do, and one of these codes:',
  '',
  '| code | is | what helps |',
  '| --- | --- | --- |',
  ...Object.entries(USAGE_CODES).map(([code, [is, helps]]) => `| ${code} | ${is} | ${helps} |`),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  const isStale = readFileSync(FILE, 'utf8') !== wanted;
  if (isStale) console.error('docs/reference/codes.md is stale: npm run codes');
  process.exitCode = Number(isStale);
} else writeFileSync(FILE, wanted);
