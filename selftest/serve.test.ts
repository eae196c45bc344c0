import { expect, test } from 'vitest';
import { labCopy, shell } from './cli-process.js';

/** What is typed, line by line. */
function typed(...lines: readonly string[]): string {
  return `printf '${lines.join(String.raw`\n`)}\\n' | labtest serve --wait 60`;
}

test('a lab runs for real, survives a crash, and what its clients saw is judged', async () => {
  const lab = labCopy('lab2-reference');
  const lines = ['put foo bar', 'wait 1000', 'crash server1', 'client2 get foo', 'append foo x'];
  const { stdout, code } = await shell(lab, typed(...lines, 'nodes', 'client7 get foo'));
  expect(stdout).toMatch(/> put foo bar\nclient1: PutOk\(\) +\(\d/);
  expect(stdout).toMatch(/> client2 get foo\nclient2: GetResult\(value=bar\)/);
  expect(stdout).toMatch(/> append foo x\nclient1: AppendResult\(value=barx\)/);
  expect(stdout).toMatch(/server1 +gone\nserver2 +process \d+, port \d+/);
  expect(stdout).toMatch(/there is no node client7\n +there are viewserver, server2/);
  expect(stdout).toMatch(/linearizable: 3 commands\n$/);
  expect(code).toBe(0);
});

test('a handler that throws ends its node, with the line, and is not a success', async () => {
  const thrown = 'handleRequest({ command }: Request): void {';
  const lab = labCopy('lab2-reference', {
    'src/pb-server.ts': [[thrown, `${thrown}\n    if (this.entered) throw new Error('boom');`]],
  });
  const { stdout, code } = await shell(lab, `printf 'get a\\n' | labtest serve --wait 2`);
  expect(stdout).toMatch(/server\d has failed: .*boom.*\n +at src\/pb-server\.ts:\d+/);
  expect(code).toBe(1);
});
