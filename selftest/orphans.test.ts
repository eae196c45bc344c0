/**
 * Killing labtest leaves nothing running, even if a student's code hangs in one long call and so
 * notices nothing.
 */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { usageOfTree } from '../src/core/isolation/index.js';
import { folderOf, labCopy, start } from './cli-process.js';
import { GRADE } from './grading-class.js';
import { descendantsOf, isAlive, type Descendant } from './process-tree.js';

/** More CPU time than a process of labtest takes to start: one that has used it hangs. */
const HANGS_AFTER_MS = 2500;

/** A regular expression that backtracks for ever: one call, in which no steps are counted. */
const hangingLab = (): string =>
  labCopy('lab0-reference', {
    'src/ping-server.ts': [
      ['sender: Address): void {', "sender: Address): void {\n    /^(a+)+$/.test('a'.repeat(60));"],
      ["'a'.repeat(60)", "`${'a'.repeat(60)}b`"],
    ],
  });

/** All descendants of a process, as soon as one of them hangs. */
async function onceOneHangs(pid: number): Promise<readonly Descendant[]> {
  for (;;) {
    const below = descendantsOf(pid);
    if (below.some((each) => (usageOfTree(each.pid)?.cpuMs ?? 0) > HANGS_AFTER_MS)) return below;
    await delay(50);
  }
}

/** Resolves once all have ended; those that hang never do so by themselves. */
async function allEnded(processes: readonly Descendant[]): Promise<void> {
  while (processes.some(isAlive)) await delay(50);
}

test.each([
  ['run', '1.1'],
  ['search', '1.4'],
])('labtest %s, killed while a handler hangs, leaves nothing running', async (...args) => {
  const running = start(hangingLab(), args);
  const below = await onceOneHangs(running.pid);
  running.kill('SIGKILL');
  await allEnded(below);
  expect(below.length).toBeGreaterThan(0);
});

test('labtest grade, killed while a handler hangs, leaves nothing running', async () => {
  const root = folderOf({ 'course.yaml': 'lab: "0"\n' });
  cpSync(hangingLab(), join(root, 'submissions/ann'), { recursive: true });
  const running = start(root, GRADE);
  const below = await onceOneHangs(running.pid);
  running.kill('SIGKILL');
  await allEnded(below);
  expect(below.length).toBeGreaterThan(1);
});

const JUDGE = `
import { PipedProcess } from ${JSON.stringify(builtFile('judge/piped-process.js'))};
const args = ['-e', 'for (;;);', 'a box that hangs'];
const box = { level: process.argv[1], program: process.execPath, args, env: {} };
new PipedProcess(box, 1);
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;

function builtFile(name: string): string {
  return fileURLToPath(new URL(`../dist/core/${name}`, import.meta.url));
}

test.each(['C', 'D'])('a box of level %s ends with its judge, however that ends', async (level) => {
  const judge = spawn(process.execPath, ['--input-type=module', '-e', JUDGE, level]);
  const below = await onceOneHangs(judge.pid ?? 0);
  expect(below.map(({ command }) => command)).toContainEqual(
    expect.stringContaining('a box that hangs'),
  );
  judge.kill('SIGKILL');
  await allEnded(below);
});
