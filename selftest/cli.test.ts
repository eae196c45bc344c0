import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, labCopy, labtest, start, WRONG_APPEND } from './cli-process.js';

/** A stack trace of the harness, which no student should ever see. */
const HARNESS_STACK = /\n\s+at .*(dist|node_modules)/;

describe('what the process ends with', () => {
  it('is 0 when all pass, and says so', async () => {
    const { code, stdout, stderr } = await labtest(labCopy('lab2-reference'), ['run', '1.1-1.3']);
    expect(stdout).toContain('TEST 1.1: Startup view (5pts)\n...PASS');
    expect(stdout).toContain('Tests passed: 3/3\nPoints: 15/15\n');
    expect(stdout).toContain('ALL PASS');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('is 1 when a test fails, with what was expected and how to see it again', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { code, stdout } = await labtest(lab, ['run', '2.2', '2.3']);
    expect(stdout).toMatch(/Seed 1, at \d+\.\d ms: client1 got AppendResult\(.*\), expected/);
    expect(stdout).toContain('Failed on every seed tried (5)');
    expect(stdout).toContain('again     labtest run 2.2 --seed 1\n');
    expect(stdout).toContain('...FAIL');
    expect(stdout).toContain('FAILED: 2.2\n');
    expect(code).toBe(1);
    const log = /log +(\S+)/.exec(stdout)?.[1] as string;
    expect(readFileSync(join(lab, log), 'utf8')).toMatch(/^ +\d+\.\d{3} client1 +FINER +gets /m);
  });

  it('is 2 when the lab does not load, which is said once', async () => {
    const lab = labCopy('lab2-reference', {
      'src/pb-server.ts': [['init(): void {', 'init(: void {']],
    });
    const { code, stdout } = await labtest(lab, ['run']);
    expect(stdout).toContain('does not load:\n  Expected identifier but found ":"\n');
    expect(stdout).toMatch(/ {2}at +src\/pb-server\.ts:\d+:\d+\n/);
    expect(stdout.match(/Expected identifier/g)).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('is 3 when a search ends by its safety net, which proves nothing', async () => {
    const limits = ['--states', '1000000000', '--time', '1'];
    const lab = labCopy('lab2-reference');
    const { code, stdout } = await labtest(lab, ['search', '2.20', ...limits]);
    expect(stdout).toContain('...INCONCLUSIVE');
    expect(stdout).toContain('again     labtest search 2.20 --states 1000000000 --time 1\n');
    expect(code).toBe(3);
  });

  it('is 130 after Ctrl-C, with what was finished told and saved', async () => {
    // The handler hangs in one built-in call, so the run stays busy for as long as needed.
    const lab = labCopy('lab2-reference', {
      'src/kv-store.ts': [
        [
          'if (command instanceof Get) {',
          "if (command instanceof Get) {\n'x'.repeat(5e8).split('').sort();",
        ],
      ],
    });
    const running = start(lab, ['run', '1.1', '1.2', '2.2', '2.3', '--single-threaded']);
    await running.seen('TEST 1.2');
    running.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('TEST 1.1: Startup view (5pts)\n...PASS');
    expect(stdout).toContain('NOT RUN (interrupted): 2.2 2.3');
    expect(code).toBe(130);
    const report = JSON.parse(readFileSync(join(lab, 'logs/latest/report.json'), 'utf8')) as object;
    expect(report).toMatchObject({ interrupted: true, passed: 2, notRun: ['2.2', '2.3'] });
  });
});

describe('what a student typed wrong', () => {
  const usage = async (cwd: string, args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await labtest(cwd, args);
    expect(stderr).not.toMatch(HARNESS_STACK);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    return stderr;
  };

  it('an unknown test is told with the near ones', async () => {
    expect(await usage(labCopy('lab2-reference'), ['run', '2.21'])).toBe(
      [
        'labtest: Lab 2 has no test 2.21.',
        '  The nearest: 2.18 Multi-client, multi-server; writes visible',
        '  The nearest: 2.19 Multi-client, multi-server; multiple failures to backup',
        '  The nearest: 2.20 Multi-client, multi-server random depth-first search',
        '  All tests: labtest list',
        '  (LT001)',
        '',
      ].join('\n'),
    );
  });

  it('a folder without a lab is told with what to do', async () => {
    const text = await usage(folderOf({ 'notes.txt': '' }), ['run']);
    expect(text).toContain('No labtest.yaml here or in a folder above.');
    expect(text).toContain('labtest --solution path/to/lab');
  });

  it('a wrong labtest.yaml is told by line and column', async () => {
    const lab = folderOf({ 'labtest.yaml': '# mine\nlab: 2\nsolutoin: ./src\n' });
    const text = await usage(lab, ['list']);
    expect(text).toContain('labtest.yaml:2:6: lab: expected a string (numbers in quotes), found 2');
    expect(text).toContain('labtest.yaml:3:1: the file: expected no such key, found "solutoin"');
    expect(text).toContain('did you mean solution?');
  });

  it('an unknown level, reporter, flag and command are told', async () => {
    const lab = labCopy('lab0-reference');
    expect(await usage(lab, ['run', '-g', 'LOUD'])).toContain('There are: OFF SEVERE WARNING');
    expect(await usage(lab, ['run', '--reporter', 'xml'])).toContain('There are: default, tap');
    expect(await usage(lab, ['run', '--sed', '3'])).toContain('--sed');
    expect(await usage(lab, ['run', '--dpeth', '3'])).toContain('Did you mean --depth?');
    expect(await usage(lab, ['serach'])).toContain('no command serach. Did you mean search?');
    expect(await usage(lab, ['xyzzy'])).toContain('labtest: there is no command xyzzy.\n');
  });
});

describe('the choice of tests', () => {
  it('takes numbers, ranges, parts, exclusions and the old flags', async () => {
    const lab = labCopy('lab2-reference');
    const numbers = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await labtest(lab, ['list', '--json', ...args]);
      const { tests } = JSON.parse(stdout) as { tests: { number: string }[] };
      return tests.map(({ number }) => number).join(' ');
    };
    expect(await numbers('2.1-2.3', '1.12')).toBe('1.12 2.1 2.2 2.3');
    expect(await numbers('2.*', '!2.2-2.19')).toBe('2.1 2.20');
    expect(await numbers('-p', '2', '-n', '3,14')).toBe('2.3 2.14');
    expect(await numbers('2', '--no-run', '!2.20')).toBe('2.16 2.17 2.18 2.19');
  });

  it('takes numbers without a command', async () => {
    const { stdout, code } = await labtest(labCopy('lab0-reference'), ['1.1', '1.4']);
    expect(stdout).toContain('Tests passed: 2/2');
    expect(code).toBe(0);
  });

  it('--depth without a number goes level by level', async () => {
    const lab = labCopy('lab0-reference');
    const { stdout } = await labtest(lab, ['search', '1.4', '--depth']);
    expect(stdout).toMatch(/^1\.4 .*:\n {2}level 0: 1.state.*\n {2}level 1: \d+.states?, ×/);
    expect(stdout).toContain('Tests passed: 1/1');
  });

  it('--only-failed takes those of the newest run', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await labtest(lab, ['run', '2.1-2.3']);
    const { stdout } = await labtest(lab, ['run', '--only-failed']);
    expect(stdout).toContain('TEST 2.2');
    expect(stdout).toContain('Tests passed: 0/1');
  });
});

describe('what is left behind', () => {
  it('is a folder for each run, the newest of them as latest, thirty at most', async () => {
    const lab = labCopy('lab0-reference');
    await labtest(lab, ['run', '1.1']);
    await labtest(lab, ['run', '1.1']);
    const runs = readdirSync(join(lab, 'logs')).filter((name) => name.startsWith('2'));
    expect(runs).toHaveLength(2);
    expect(existsSync(join(lab, 'logs', 'latest', 'report.json'))).toBe(true);
  });

  it('is nothing, with a warning, where nothing can be written', async () => {
    const lab = labCopy('lab0-reference');
    // A file in place of the folder also stops root, who may write anywhere.
    writeFileSync(join(lab, 'logs'), '');
    const { code, stdout, stderr } = await labtest(lab, ['run', '1.1']);
    expect(stderr).toMatch(/^labtest: no logs are saved: .*logs/);
    expect(stdout).toContain('ALL PASS');
    expect(code).toBe(0);
  });
});
