/** The checker with its casts checked: in unit tests, and by `npm run audit` in its threads too. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { audited, isAudited } from '../scripts/audited.js';
import { present } from '../scripts/present.js';
import { labCopy, labtest } from './cli-process.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENGINE = path.join(ROOT, 'src', 'core', 'checker', 'engine.ts');

test('what an array or a map has at a place is asked for where a cast says that it is there', () => {
  const [, code] = audited('f(xs[i] as number);\nys.get(xs[0] as K) as V;', ENGINE).split('; ', 2);
  expect(code?.split('\n')).toEqual([
    'f(present(xs[i], "core/checker/engine.ts:1") as number);',
    'present(ys.get(present(xs[0], "core/checker/engine.ts:2") as K), "core/checker/engine.ts:2") as V;',
  ]);
  expect(audited('const a = b as unknown;', ENGINE)).toBe('const a = b as unknown;');
  expect(present(0, 'here')).toBe(0);
  expect(() => present(undefined, 'here')).toThrow('nothing is there at here');
});

test('it is asked for in the checker alone, and not in what tests it', () => {
  const files = ['engine.ts', 'engine.test.ts', '../canon/index.ts'].map((file) =>
    path.join(path.dirname(ENGINE), file),
  );
  expect(files.map(isAudited)).toEqual([true, false, false]);
});

test('an audited search finds everything in its place', { timeout: 300_000 }, async () => {
  const lab = labCopy('lab2-reference');
  const args = ['search', '2.18', '--workers', '2'];
  const plain = await labtest(lab, args);
  const counts = countsIn(lab);
  expect(counts).not.toEqual([]);
  const audit = ['--prefix', ROOT, 'run', '--silent', 'audit', '--', ...args];
  const told = spawnSync('npm', audit, { cwd: lab, encoding: 'utf8' });
  expect([plain.code, told.status, told.stdout]).toEqual([0, 0, expect.stringContaining('PASS')]);
  expect(countsIn(lab)).toEqual(counts);
});

function countsIn(lab: string): unknown {
  const report = readFileSync(path.join(lab, 'logs', 'latest', 'report.json'), 'utf8');
  const { tests } = JSON.parse(report) as { tests: { searches: Record<string, unknown>[] }[] };
  return tests.flatMap(({ searches }) =>
    searches.map(({ states, transitions, depth }) => [states, transitions, depth]),
  );
}
