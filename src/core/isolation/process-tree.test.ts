import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { usageOfTree, wasKilled } from './index.js';

const IS_LINUX = process.platform === 'linux';

describe('what a process and all that it started use', () => {
  test.runIf(IS_LINUX)('grows in time as it works', () => {
    const before = usageOfTree(process.pid)?.cpuMs ?? NaN;
    const untilUs = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < untilUs);
    expect((usageOfTree(process.pid)?.cpuMs ?? NaN) - before).toBeGreaterThanOrEqual(40);
  });

  test.runIf(IS_LINUX)('counts ArrayBuffers, also those of what it started', async () => {
    const script = 'const bytes = new Uint8Array(3e8).fill(1); console.log(bytes.length);';
    const holding = `${script} setTimeout(() => {}, 60000);`;
    const child = spawn('sh', ['-c', `"${process.execPath}" -e "${holding}"; true`]);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      expect(usageOfTree(child.pid ?? 0)?.residentBytes).toBeGreaterThan(3e8);
    } finally {
      child.stdin.end();
      process.kill(child.pid ?? 0);
    }
  });

  test.runIf(IS_LINUX)('is nothing where it sleeps or stopped itself', async () => {
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    const isAsleep = { message: 'is asleep', timeout: 20_000 };
    try {
      await expect.poll(() => usageOfTree(pid)?.isAsleep, isAsleep).toBe(true);
      child.kill('SIGSTOP');
      // A signal wakes a sleeper, which stops itself once it has its turn.
      const state = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
      await expect.poll(state, isAsleep).toContain(') T ');
      expect(usageOfTree(pid)?.isAsleep).toBe(true);
      expect(usageOfTree(process.pid)?.isAsleep).toBe(false);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('is not known of a process that is none', () => {
    expect(usageOfTree(2 ** 30)).toBeUndefined();
  });
});

describe('a child that has ended', () => {
  /** Nothing waits for it meanwhile: this thread does not return to its loop. */
  const ended = (line: string): boolean => {
    const { pid = 0 } = spawn('bash', ['-c', line], { stdio: 'ignore' });
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))
      Atomics.wait(pause, 0, 0, 5);
    return wasKilled(pid);
  };

  test.runIf(IS_LINUX).each([
    ['kill -9 $$', true],
    ['exit 137', true],
    ['exit 0', false],
    ['exit 9', false],
    ['kill -15 $$', false],
    ['kill -6 $$', false],
  ])('by %s: killed is %s', (line, killed) => {
    expect(ended(line)).toBe(killed);
  });

  test('and that nobody knows any more was not killed, as far as one can tell', () => {
    expect(wasKilled(2 ** 22 + 1)).toBe(false);
  });
});
