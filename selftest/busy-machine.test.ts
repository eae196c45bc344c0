import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { labCopy, labtest, type Edits } from './cli-process.js';

/** A primary that answers reads without its backup: it passes some tests and seeds. */
const READS_LOCALLY: Edits = {
  'src/pb-server.ts': [
    [
      'if (this.view.backup === null || this.app.alreadyExecuted(command)) {',
      'const isRead = command.command.constructor.name === "Get";\n' +
        'if (isRead || this.view.backup === null || this.app.alreadyExecuted(command)) {',
    ],
  ],
};

const TESTS = ['1.6', '2.2', '2.13', '2.16', '3.21'];

/** All that a run prints and saves, except wall times. */
interface Told {
  readonly code: number | null;
  readonly report: string;
  /** The traces of failures, by file name. */
  readonly traces: Readonly<Record<string, string>>;
}

async function told(lab: string): Promise<Told> {
  const { code, stdout } = await labtest(lab, ['run', ...TESTS, '--json']);
  const logs = join(lab, 'logs', 'latest');
  const names = readdirSync(logs).filter((name) => name.endsWith('.trace.json'));
  const traces = names.map((name) => [name, readFileSync(join(logs, name), 'utf8')] as const);
  return { code, report: withoutWallTimes(stdout), traces: Object.fromEntries(traces) };
}

function withoutWallTimes(json: string): string {
  const report: unknown = JSON.parse(json, (key, value: unknown) =>
    key === 'wallMs' ? undefined : value,
  );
  return JSON.stringify(report, null, 1);
}

/** Keeps a core busy until the process that started it is gone. */
const BUSY = `
  process.stdin.on('end', () => process.exit()).resume();
  (function work() {
    for (let i = 0; i < 1e7; i++);
    setImmediate(work);
  })();
`;

/** Does something while every core has other work to do. */
async function onBusyMachine<T>(work: () => Promise<T>): Promise<T> {
  const others = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn(process.execPath, ['-e', BUSY], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  try {
    return await work();
  } finally {
    for (const each of others) each.kill('SIGKILL');
  }
}

test('a busy machine changes nothing of what is told and kept but wall times', async () => {
  const lab = labCopy('lab2-reference', READS_LOCALLY);
  const quiet = await told(lab);
  expect(quiet.code).toBe(1);
  expect(Object.keys(quiet.traces)).toEqual(['3.21.trace.json']);
  expect(await onBusyMachine(() => told(lab))).toEqual(quiet);
}, 300_000);
