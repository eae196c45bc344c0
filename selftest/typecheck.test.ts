import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, labtest, shell } from './cli-process.js';

/** A lab as handed out, with one more line in the server's init. */
async function handedOut(line: string): Promise<string> {
  const parent = folderOf({});
  await labtest(parent, ['init', '2', 'lab']);
  const edit = `sed -i 's|// Your code here: the first Ping.*|${line}|' src/pb-server.ts`;
  await shell(join(parent, 'lab'), edit);
  return join(parent, 'lab');
}

test('--typecheck tells first what tsc finds, with the place, and ends with 1', async () => {
  const lab = await handedOut('this.send(1);');
  const { stdout, code } = await labtest(lab, ['run', '2.1', '--typecheck']);
  expect(stdout).toMatch(
    /^Before any test:\n {2}tsc: Expected 2 arguments, but got 1. \(TS2554\)\n/,
  );
  expect(stdout).toMatch(/at +src\/pb-server\.ts:\d+:\d+\n/);
  expect(code).toBe(1);
});

test('it holds the exports against what the lab asks for', async () => {
  const lab = await handedOut('');
  await shell(lab, "sed -i '/KVStore/d' src/index.ts");
  const { stdout } = await labtest(lab, ['run', '2.1', '--typecheck']);
  expect(stdout).toMatch(/does not satisfy the expected type 'Lab2'.*'KVStore' is missing/);
});

test('a TypeError is told with what tsc finds at its line', async () => {
  const lab = await handedOut('(undefined as unknown as string).missing();');
  const { stdout } = await labtest(lab, ['run', '2.2']);
  expect(stdout).toContain('threw TypeError');
  expect(stdout).toMatch(/hint +tsc finds this at src\/pb-server\.ts:\d+:\d+: Property 'missing'/);
});

test('without a tsconfig.json it says what to do', async () => {
  const lab = await handedOut('');
  rmSync(join(lab, 'tsconfig.json'));
  const { stderr, code } = await labtest(lab, ['run', '2.1', '--typecheck']);
  expect(stderr).toMatch(/tsconfig\.json: there is no such file.*[^]*labtest init[^]*LT016/);
  expect(code).toBe(2);
});
