import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderOf, labCopy, labtest, WRONG_APPEND } from './cli-process.js';

const TSC = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

describe('labtest init', () => {
  it('makes a folder that an editor, git and labtest understand', async () => {
    const parent = folderOf({});
    const { code, stdout } = await labtest(parent, ['init', '2', 'mine']);
    expect(code).toBe(0);
    expect(stdout).toContain('Lab 2: Primary-backup replication, in mine');
    const lab = join(parent, 'mine');
    const files = ['.gitignore', 'README.md', 'tsconfig.json', '.github/workflows/labtest.yml'];
    expect(files.filter((file) => !existsSync(join(lab, file)))).toEqual([]);
    const typecheck = spawnSync(process.execPath, [TSC, '-p', lab], { encoding: 'utf8' });
    expect(typecheck.stdout).toBe('');
    const run = await labtest(lab, ['run', '1.1']);
    expect(run.stdout).toContain('FAILED: 1.1');
    expect(run.code).toBe(1);
  });

  it('overwrites nothing', async () => {
    const parent = folderOf({ 'mine/notes.txt': 'mine' });
    const { code, stderr } = await labtest(parent, ['init', '2', 'mine']);
    expect(stderr).toContain('is not empty');
    expect(code).toBe(2);
    expect(readdirSync(join(parent, 'mine'))).toEqual(['notes.txt']);
  });
});

describe('labtest check', () => {
  it('says how far it looked, and leaves no run behind', async () => {
    const lab = labCopy('lab0-reference');
    const { code, stdout } = await labtest(lab, ['check']);
    expect(stdout).toMatch(
      /^NOTHING FOUND: handlers always did the same thing in .* states of \d+ search/,
    );
    expect(code).toBe(0);
    expect(existsSync(join(lab, 'logs', 'latest'))).toBe(false);
  });
});

describe('more seeds', () => {
  it('--until-fail ends at the first round in which a test fails, and tells that one', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { code, stdout } = await labtest(lab, ['run', '2.2', '--until-fail']);
    expect(stdout.match(/TEST 2\.2/g)).toHaveLength(1);
    expect(stdout).toContain('Failed on every seed tried (20)');
    expect(code).toBe(1);
  });

  it('labtest search runs a run test on many schedules', async () => {
    const { stdout } = await labtest(labCopy('lab2-reference'), ['search', '2.3', '--json']);
    const report = JSON.parse(stdout) as { tests: { seeds: { seed: number }[] }[] };
    expect(report.tests).toHaveLength(1);
    expect(report.tests[0]?.seeds.map(({ seed }) => seed)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('and shows the schedule that fails, minimised', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { code, stdout } = await labtest(lab, ['search', '2.2', '--seeds', '3']);
    expect(stdout).toContain('Failed on every seed tried (3)');
    expect(stdout).toMatch(/The path there:\n\n.*events, minimised\n(.*\n)+ +\d+\. .*client1/);
    expect(code).toBe(1);
    const run = await labtest(lab, ['run', '2.2', '--seeds', '3']);
    expect(run.stdout).not.toContain('The path there');
  });
});

describe('labtest trace convert', () => {
  it('says when a trace holds steps and not what they did', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await labtest(lab, ['run', '2.2', '--seed', '1']);
    const convert = async (stem: string): Promise<string> => {
      const file = `logs/latest/2.2-seed1${stem}.trace.json`;
      const { stdout, stderr, code } = await labtest(lab, [
        'trace',
        'convert',
        file,
        '--to',
        'itf',
      ]);
      expect([code, (JSON.parse(stdout) as { vars: string[] }).vars[1]]).toEqual([0, 'nodes']);
      return stderr;
    };
    expect(await convert('')).toBe('');
    expect(await convert('.full')).toContain('it holds the steps but not what they did');
  });
});

describe('what one test does', () => {
  it('does not touch the others: a process that is lost is replaced', async () => {
    const lab = labCopy('lab2-reference', {
      'src/kv-store.ts': [
        [
          'if (command instanceof Get) {',
          "if (command instanceof Get) {\n'x'.repeat(5e8).split('').sort();",
        ],
      ],
    });
    const args = ['run', '2.2', '2.3', '--single-threaded', '--silence', '3'];
    const { code, stdout } = await labtest(lab, args);
    expect(stdout).toMatch(/TEST 2\.2.*\n.*(hangs: stopped after \d+ s|ran out of memory)/);
    expect(stdout).toMatch(/TEST 2\.3.*\n\.\.\.PASS/);
    expect(code).toBe(1);
    const report = readFileSync(join(lab, 'logs', 'latest', 'report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ passed: 1, failed: 1 });
  });
});
