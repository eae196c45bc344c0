import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labCopy, labtest, WRONG_APPEND } from './cli-process.js';

test('a failure is remembered until its test passes, whatever else was run since', async () => {
  const lab = labCopy('lab2-reference', WRONG_APPEND);
  const run = (...args: readonly string[]) => labtest(lab, ['run', ...args]);
  expect((await run('2.2', '2.1')).code).toBe(1);
  expect((await run('2.1')).code).toBe(0);

  const other = await run('2.1', '--only-failed');
  expect(other.stderr).toContain('None of these tests failed the last time it ran.');
  expect(other.stderr).toContain('Tests that failed and have not passed since: 2.2\n');
  expect(other.code).toBe(2);

  const again = await run('--only-failed');
  expect(again.stdout).toContain('Tests passed: 0/1');
  expect(again.code).toBe(1);

  const file = join(lab, 'src', 'kv-store.ts');
  const [right, wrong] = WRONG_APPEND['src/kv-store.ts']?.[0] as readonly [string, string];
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(wrong, () => right),
  );
  expect((await run('--only-failed')).stdout).toContain('Tests passed: 1/1');

  const none = await run('--only-failed');
  expect(none.stderr).toBe('labtest: every test that failed has passed since\n');
  expect(none.code).toBe(0);
});

test('a seed that failed is run again until it passes, besides the seeds of the test', async () => {
  const lab = labCopy('lab2-reference', WRONG_APPEND);
  await labtest(lab, ['run', '2.2', '--seed', '77']);
  const { stdout } = await labtest(lab, ['run', '--only-failed', '--json']);
  const report = JSON.parse(stdout) as { tests: { seeds: { seed: number }[] }[] };
  expect(report.tests[0]?.seeds.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 77]);
});

test('a search that passes within less than its budget is not forgotten', async () => {
  const lab = labCopy('lab0-reference');
  const memory = { lab: '0', tests: { '1.4': { seeds: [] } } };
  await labtest(lab, ['run', '1.1']);
  writeFileSync(join(lab, 'logs', 'not-passed.json'), JSON.stringify(memory));
  const left = async (): Promise<string[]> => {
    const text = readFileSync(join(lab, 'logs', 'not-passed.json'), 'utf8');
    return Object.keys((JSON.parse(text) as typeof memory).tests);
  };
  await labtest(lab, ['search', '1.4', '--depth', '2']);
  expect(await left()).toEqual(['1.4']);
  await labtest(lab, ['search', '1.4']);
  expect(await left()).toEqual([]);
});
