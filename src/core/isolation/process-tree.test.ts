import { spawn } from 'node:child_process';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { usageOfTree } from './index.js';

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

  test('is not known of a process that is none', () => {
    expect(usageOfTree(2 ** 30)).toBeUndefined();
  });
});
