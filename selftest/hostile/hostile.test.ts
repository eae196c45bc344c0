/**
 * Attacking submissions, run as a grader runs them, in the best box that this machine has: no
 * forged pass, nobody else harmed, and no stack trace of the harness. `HOSTILE=all` runs all of
 * them, which takes minutes; otherwise one in a few.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileLab } from '../../src/core/compile/index.js';
import { boxCommand, probeLadder, type BoxCommand } from '../../src/core/isolation/index.js';
import { openLab } from '../../src/core/judge/index.js';
import { levelRank } from '../../src/core/lab/index.js';
import { LabFault } from '../../src/core/support/index.js';
import { executeRunTest, recordRunTest } from '../../src/core/testkit/index.js';
import { loadKnownLab } from '../../src/core/labs/index.js';
import {
  HOSTILE,
  hostileLabs,
  writeHostileLab,
  type HostileLab,
  type Verdict,
} from './hostile-lab.js';

/** CPU time that one call may take; this short only here. */
const HANDLER_MAX_MS = 3000;
const ONE_IN = 5;
const TEST_MAX_MS = 120_000;

const scratch = mkdtempSync(join(tmpdir(), 'labtest-hostile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const { level } = probeLadder();
const { definition, terms } = await loadKnownLab('0');
const { tests } = definition;

interface Graded {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What a grader says about a lab 0 folder: the three run tests, up to the first that fails. */
async function grade(folder: string): Promise<Graded> {
  try {
    const lab = await compileLab(folder, terms.given);
    const place = { transport: 'process', start: boxCommand(level) } as const;
    const limits = { handlerMaxMs: HANDLER_MAX_MS };
    const remote = await openLab(lab, terms, terms.given.createTable(), place, limits);
    try {
      remote.load();
      for (const number of ['1.1', '1.2', '1.3']) {
        const code = tests[number];
        if (code?.kind !== 'run') throw new Error(`${number} is no run test`);
        const options = {
          seed: 1,
          limitMs: 30_000,
          eventsMax: 100_000,
          timeouts: true,
          logThreshold: levelRank('INFO'),
          onLog: () => undefined,
        };
        const { verdict, failure } = executeRunTest(code, remote, options);
        if (verdict === 'passed') continue;
        const graded = failed(failure?.message ?? '');
        // A grader records what fails, which looks into every node.
        const head = { lab: '0', test: number, solution: '', harness: '' };
        if (graded.verdict === 'FAIL') recordRunTest(code, remote, options, head);
        return graded;
      }
      return { verdict: 'PASS', reason: '' };
    } finally {
      remote.close();
    }
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    const { kind, message } = error.data;
    return kind === 'load' ? { verdict: 'LOAD', reason: message } : failed(message);
  }
}

function failed(reason: string): Graded {
  if (/ran out of memory|ended the process/.test(reason)) return { verdict: 'CRASH', reason };
  const isHung = / hangs: stopped after /.test(reason);
  return { verdict: isHung ? 'TIMEOUT' : 'FAIL', reason };
}

const labs = hostileLabs();

/** All of them if asked for; otherwise one in a few, without those that take seconds. */
function chosen<T extends string | HostileLab>(all: readonly T[]): readonly T[] {
  if (process.env['HOSTILE'] === 'all') return all;
  const quick = all.filter((each) => typeof each === 'string' || !each.slow);
  return quick.filter((_, i) => i % ONE_IN === 0);
}

describe(`a hostile lab in a box of level ${level}`, () => {
  test.each(chosen(labs))('$kind: $name', { timeout: TEST_MAX_MS }, async (lab) => {
    const folder = join(scratch, lab.name);
    writeHostileLab(lab, folder);
    const { verdict, reason } = await grade(folder);
    expect(lab.expect, reason).toContain(verdict);
    if (lab.says !== undefined) expect(reason).toMatch(new RegExp(lab.says));
    expect(reason).not.toMatch(/node_modules|dist\/core|bug in labtest/);
  });

  test('what forges does not pass, whatever else it is', () => {
    const forged = labs.filter(({ kind, expect: all }) => kind === 'forge' && all.includes('PASS'));
    expect(forged).toEqual([]);
  });
});

const LIES = [
  ...['no-json', 'not-utf8', 'a-verdict', 'another-question', 'too-many-outcomes', 'no-outcomes'],
  ...['too-long', 'length-is-a-lie', 'deep-json', 'prototype-keys', 'text-of-nothing'],
  ...['text-too-deep', 'a-number-for-a-text', 'timer-of-no-number', 'fault-of-no-kind'],
  ...['two-answers', 'dies', 'dies-loudly', 'never', 'works-for-ever', 'floods'],
];

describe('a box that lies', () => {
  test.each(chosen(LIES))('%s', { timeout: TEST_MAX_MS }, async (lie) => {
    const honest = join(scratch, 'honest');
    const [lab] = labs;
    if (lab === undefined) throw new Error('there are no hostile labs');
    writeHostileLab({ ...lab, handle: '' }, honest);
    const start: BoxCommand = {
      ...boxCommand('D'),
      args: [join(HOSTILE, 'escapes', 'liar.mjs'), lie],
    };
    const options = { handlerMaxMs: 500 };
    const place = { transport: 'process', start } as const;
    const remote = await openLab(
      await compileLab(honest, terms.given),
      terms,
      terms.given.createTable(),
      place,
      options,
    );
    const code = tests['1.1'];
    if (code?.kind !== 'run') throw new Error('1.1 is no run test');
    try {
      const { verdict, failure } = executeRunTest(code, remote, {
        seed: 1,
        limitMs: 1000,
        eventsMax: 1000,
        timeouts: true,
        logThreshold: levelRank('OFF'),
      });
      expect(verdict).toBe('failed');
      expect(failure?.message).not.toBe('');
    } finally {
      remote.close();
    }
  });
});

/** What a box of the first level denies to code that has escaped the language. */
const ATTEMPTS = [
  ...['read-shadow', 'read-passwd', 'read-home', 'read-root', 'read-tests', 'read-submissions'],
  ...['read-environment', 'read-other-processes', 'read-judge-memory', 'write-harness'],
  ...['write-system', 'write-a-gigabyte', 'kill-judge', 'become-root', 'start-a-program'],
  ...['fork-bomb', 'open-a-connection', 'ask-the-cloud', 'see-the-network', 'listen-for-others'],
  ...['array-buffers', 'many-files'],
];

describe.runIf(level === 'A')('out of the language boundary, in a box of level A', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());

  test.each(chosen(ATTEMPTS))('%s is not possible', { timeout: TEST_MAX_MS }, (attempt) => {
    const address = server.address();
    const facts = {
      tests: join(HOSTILE, '..', '..', 'dist', 'tests'),
      folder: scratch,
      judge: process.pid,
      port: typeof address === 'object' ? address?.port : 0,
      probe: 40_000,
    };
    const entry = join(HOSTILE, 'escapes', 'program.mjs');
    const { program, args, env } = boxCommand('A', 0, {
      node: process.execPath,
      entry,
      reads: [entry],
      cpuMaxS: 60,
    });
    const { stdout } = spawnSync(program, args, {
      env,
      cwd: '/',
      input: JSON.stringify({ attempt, ...facts }),
      encoding: 'utf8',
      timeout: 60_000,
    });
    // A box that was ended for its attempt has not succeeded either.
    const said: unknown = stdout === '' ? { attempt, worked: false } : JSON.parse(stdout);
    expect(said).toEqual({ attempt, worked: false });
  });
});
