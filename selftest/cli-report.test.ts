import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'ctrf';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunReport } from '../src/core/runner/index.js';
import { labCopy, labtest, WRONG_APPEND } from './cli-process.js';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function withoutWallTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutWallTimes);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'wallMs');
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutWallTimes(item)]));
}

/** The published schema, as other programs use it. */
const SCHEMA = z.fromJSONSchema(
  JSON.parse(
    readFileSync(new URL('../docs/reference/report.schema.json', import.meta.url), 'utf8'),
  ) as z.core.JSONSchema.JSONSchema,
);

function reportOf(document: unknown): RunReport {
  expect(SCHEMA.safeParse(document).error).toBeUndefined();
  return document as RunReport;
}

const latest = (lab: string): Json =>
  JSON.parse(readFileSync(join(lab, 'logs', 'latest', 'report.json'), 'utf8')) as Json;

const TESTS = ['2.2', '2.4', '2.8', '2.14'];

describe('the report', () => {
  it('is the same for every number of processes, apart from wall times', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await labtest(lab, ['run', ...TESTS, '--single-threaded']);
    const alone = withoutWallTimes(latest(lab));
    await labtest(lab, ['run', ...TESTS]);
    expect(withoutWallTimes(latest(lab))).toEqual(alone);
  });

  it('of one seed holds what the report of all seeds says of it', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await labtest(lab, ['run', '2.2']);
    const all = reportOf(latest(lab));
    await labtest(lab, ['run', '2.2', '--seed', '3']);
    const one = reportOf(latest(lab));
    const { wallMs: _, ...third } = all.tests[0]?.seeds?.[2] ?? { wallMs: 0 };
    expect(one.seed).toBe(3);
    expect(one.tests[0]?.seeds).toEqual([{ ...third, wallMs: expect.any(Number) as number }]);
    expect(one.tests[0]?.rate).toBeUndefined();
  });

  it('is what --json prints, and fits its published schema', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { stdout, stderr, code } = await labtest(lab, ['run', '1.1', '2.2', '--json']);
    const report = JSON.parse(stdout) as Json;
    expect(report).toEqual(latest(lab));
    expect(reportOf(report)).toMatchObject({
      lab: '2',
      solution: 'src',
      seed: 1,
      passed: 1,
      failed: 1,
      earned: 5,
      points: 10,
      tests: [
        { number: '1.1', kind: 'unit', verdict: 'passed', earned: 5 },
        { number: '2.2', kind: 'run', verdict: 'failed', earned: 0, failedSeed: 1 },
      ],
    });
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('says which tests did not get their turn after --bail', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { stdout } = await labtest(lab, ['run', '2.1-2.4', '--bail', '--json']);
    const report = reportOf(JSON.parse(stdout));
    expect(report.tests.map(({ number }) => number)).toEqual(['2.1', '2.2']);
    expect(report.notRun).toEqual(['2.3', '2.4']);
  });
});

describe('reporters', () => {
  it('write several formats at once', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const reporters = ['default', 'tap=r.tap', 'junit=r.xml', 'ctrf=r.json', 'gradescope=g.json'];
    const { stdout } = await labtest(lab, ['run', '2.2-2.3', `--reporter=${reporters.join(',')}`]);
    const written = (file: string): string => readFileSync(join(lab, file), 'utf8');
    expect(stdout).toContain('FAILED: 2.2');

    const tap = written('r.tap').split('\n');
    expect(tap.slice(0, 2)).toEqual(['TAP version 14', '1..2']);
    expect(tap).toContain('not ok 1 - 2.2 Single client, single server, simple operations');
    expect(tap).toContain('ok 2 - 2.3 Primary chosen');

    expect(openTags(written('r.xml'))).toEqual([]);
    const time = String.raw`timestamp="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d"`;
    expect(written('r.xml')).toMatch(
      new RegExp(`<testsuite name="lab 2 part 2" .*${time} tests="2" failures="1" errors="0"`),
    );
    expect(written('r.xml')).toContain('<property name="file" value="src/index.ts"/>');
    const ctrf = JSON.parse(written('r.json')) as { results: { summary: { start: number } } };
    expect(validate(ctrf)).toMatchObject({ valid: true });
    expect(Date.now() - ctrf.results.summary.start).toBeLessThan(24 * 3600 * 1000);
    // Everything they name exists.
    for (const file of ['r.tap', 'r.xml', 'r.json', 'g.json']) {
      const trace = /logs[/][^"\s]*?[.]trace[.]json/.exec(written(file))?.[0] ?? 'none';
      expect([file, existsSync(join(lab, trace))]).toEqual([file, true]);
    }
    expect(JSON.parse(written('g.json'))).toMatchObject({
      score: 5,
      tests: [
        { number: '2.2', score: 0, max_score: 5, status: 'failed' },
        { number: '2.3', score: 5, max_score: 5, status: 'passed' },
      ],
    });
  });
});

/** The elements that are opened but not closed in an XML text, or closed out of order. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, closes, name, rest] of xml.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^<>"])*)>/g)) {
    if (closes === '/') expect(open.pop()).toBe(name);
    else if (rest?.endsWith('/') !== true) open.push(name as string);
  }
  return open;
}

describe('the log', () => {
  const LINE = /^ *\d+\.\d{3} [\w-]+ +(SEVERE|WARNING|INFO|CONFIG|FINE|FINER) +\S/;

  it('in a file is colourless, in order and under the heading of its test', async () => {
    const lab = labCopy('lab2-reference');
    const { stdout } = await labtest(lab, ['run', '2.2-2.4', '-g', 'FINER', '--seeds', '2']);
    expect(stdout).not.toContain('\u001b');
    const lines = stdout.split('\n');
    const headings = lines.filter((line) => line.startsWith('TEST '));
    expect(headings.map((line) => line.slice(5, 8))).toEqual(['2.2', '2.3', '2.4']);
    const first = lines.slice(0, lines.indexOf(headings[1] as string));
    const records = first.filter((line) => LINE.test(line));
    expect(records.length).toBeGreaterThan(100);
    expect(first.filter((line) => line.includes('FINEST'))).toEqual([]);
    expect(first.filter((line) => !LINE.test(line)).slice(0, 3)).toEqual([
      'TEST 2.2: Single client, single server, simple operations (5pts)',
      '  Seed 1:',
      '  Seed 2:',
    ]);
  });

  it('is narrowed to nodes by --log-filter', async () => {
    const lab = labCopy('lab2-reference');
    const filter = ['-g', 'FINER', '--log-filter', 'viewserver'];
    const { stdout } = await labtest(lab, ['run', '2.3', ...filter, '--seed', '1']);
    const nodes = stdout.split('\n').flatMap((line) => /^ *\d+\.\d{3} (\S+)/.exec(line)?.[1] ?? []);
    expect(new Set(nodes)).toEqual(new Set(['viewserver']));
  });

  it('which refuses a name that no node of the tests has, with those there are', async () => {
    const lab = labCopy('lab2-reference');
    for (const test of ['2.3', '2.16']) {
      const filter = ['--log-filter', 'client1,server9'];
      const { code, stderr } = await labtest(lab, ['run', test, ...filter, '--seeds', '1']);
      expect(code).toBe(2);
      expect(stderr).toMatch(/--log-filter (client1,)?server9: no test that ran has such a node/);
      expect(stderr).toMatch(/There are: .*server1.* viewserver console test/);
      // A node name that no test of the lab uses is refused before any test runs.
      const misspelt = ['--log-filter', 'client1,sever1'];
      const refused = await labtest(lab, ['run', test, ...misspelt, '--seeds', '1']);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(/--log-filter sever1: no test of this lab has such a node/);
    }
  });

  it('has console output with node and time; else a sentence says where it went', async () => {
    const lab = labCopy('lab2-reference', {
      'src/pb-server.ts': [
        [
          '    this.ping();\n    this.send',
          "    console.log('tick');\n    this.ping();\n    this.send",
        ],
      ],
    });
    const shown = await labtest(lab, ['run', '2.3', '-g', 'INFO', '--seed', '1']);
    expect(shown.stdout).toMatch(/^ +[1-9]\d*\.\d{3} server1 +INFO +tick$/m);
    expect(shown.stderr).toBe('');
    const told = await labtest(lab, ['run', '2.3', '--seed', '1']);
    expect(told.stderr).toMatch(/^labtest: console output \(pb-server\.ts:\d+:\d+\) goes into/);
  });

  it('is coloured only where that is asked for', async () => {
    const lab = labCopy('lab0-reference');
    const forced = await labtest(lab, ['run', '1.1'], { FORCE_COLOR: '1' });
    expect(forced.stdout).toContain('\u001b[32mPASS');
    const refused = await labtest(lab, ['run', '1.1'], { NO_COLOR: '1' });
    expect(refused.stdout).not.toContain('\u001b');
  });
});
