import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../src/core/runner/index.js';
import { labCopy, shell, start, WRONG_APPEND } from './cli-process.js';

const latest = (lab: string): RunReport =>
  JSON.parse(readFileSync(join(lab, 'logs', 'latest', 'report.json'), 'utf8')) as RunReport;

const runsOf = (lab: string): string[] =>
  readdirSync(join(lab, 'logs')).filter((name) => /^\d{4}-/.test(name));

describe('nobody reads on', () => {
  it('ends a run quietly, with what is finished saved', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const { code, stdout, stderr } = await shell(lab, 'labtest run 1.1-2.2 --bail | head -1');
    expect(stdout).toBe('TEST 1.1: Startup view (5pts)\n');
    expect(stderr).toBe('');
    expect(code).toBe(141);
    expect(latest(lab).tests[0]).toMatchObject({ number: '1.1', verdict: 'passed' });
  });

  it.each(['list', 'run --help', 'run 1.1 --json', 'explain'])(
    'ends `labtest %s` quietly',
    async (command) => {
      const lab = labCopy('lab2-reference', WRONG_APPEND);
      if (command === 'explain') await shell(lab, 'labtest run 2.2 > first.txt');
      const { stderr } = await shell(lab, `labtest ${command} | head -c 1`);
      expect(stderr).toBe('');
    },
  );
});

describe('a disk that is full', () => {
  it('is said when stdout is there, and no success', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    const said = 'labtest: not everything could be printed: the disk is full\n';
    expect(await shell(lab, 'labtest run 1.1 > /dev/full')).toMatchObject({
      code: 2,
      stderr: said,
    });
    expect(latest(lab)).toMatchObject({ passed: 1 });
    expect(await shell(lab, 'labtest run 2.2 > /dev/full')).toMatchObject({
      code: 1,
      stderr: said,
    });
    expect(await shell(lab, 'labtest --help > /dev/full')).toMatchObject({ code: 2, stderr: said });
  });

  it('costs no result: the verdict is told, and no part of a report is left', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await shell(lab, 'labtest run 1.1');
    // No file may be larger than 1 KiB, as if the disk were full after that.
    const { code, stdout, stderr } = await shell(lab, 'ulimit -f 1; labtest run 2.2 | cat');
    expect(stdout).toContain('FAILED: 2.2\n');
    expect(stderr).toMatch(/^labtest: not all of this run could be saved in \S+: the file would/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(latest(lab).tests.map(({ number }) => number)).toEqual(['1.1']);
    for (const run of runsOf(lab)) {
      const files = readdirSync(join(lab, 'logs', run));
      const documents = files.filter((file) => file.endsWith('.json'));
      for (const file of documents) JSON.parse(readFileSync(join(lab, 'logs', run, file), 'utf8'));
      expect(files.filter((file) => file.endsWith('.part'))).toEqual([]);
    }
  });
});

describe('a folder that is not as it was', () => {
  it('a real folder where latest should be is left alone, and said', async () => {
    const lab = labCopy('lab2-reference');
    mkdirSync(join(lab, 'logs', 'latest', 'mine'), { recursive: true });
    const { code, stderr } = await shell(lab, 'labtest run 1.1');
    expect(stderr).toMatch(
      /^labtest: \S+latest cannot point to this run, logs\/\S+: it is a folder/,
    );
    expect(code).toBe(0);
    expect(readdirSync(join(lab, 'logs'))).toHaveLength(3);
    expect((await shell(lab, 'labtest explain')).stdout).toBe(
      'Nothing failed in this run: 1 test passed.\n',
    );
  });

  it('a lab that is deleted during its run costs no result', async () => {
    const lab = labCopy('lab2-reference');
    const line =
      'labtest run 1.1 2.14 --seeds 40 | while read l; do echo "$l"; rm -rf "$PWD"; done';
    const { code, stdout, stderr } = await shell(lab, line);
    expect(stdout).toContain('ALL PASS');
    expect(stderr).toMatch(
      /^labtest: not all of this run could be saved in \S+: the folder is gone/,
    );
    expect(code).toBe(0);
  });
});

describe('signals', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('%s saves what is finished and ends with %d', async (signal, exitCode) => {
    const lab = labCopy('lab2-reference');
    const running = start(lab, ['run', '1.1', '2.14', '--seeds', '5000']);
    await running.seen('...PASS');
    running.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(exitCode);
    expect(stderr).toBe('');
    expect(stdout).toContain('NOT RUN (interrupted): 2.14');
    expect(latest(lab)).toMatchObject({ interrupted: true, passed: 1, notRun: ['2.14'] });
  });
});

describe('a machine that does not give enough', () => {
  it.each([40])('%d open files are told, and are no verdict', async (files) => {
    const lab = labCopy('lab2-reference');
    const { code, stdout, stderr } = await shell(lab, `ulimit -n ${files}; labtest run 1.1-1.3`);
    expect(`${stdout}${stderr}`).toContain('too few open files (ulimit -n)');
    expect(`${stdout}${stderr}`).not.toMatch(/TEST|FAIL|bug|\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('old runs', () => {
  it('are removed, which is said; never the one just made', async () => {
    const lab = labCopy('lab2-reference');
    writeFileSync(join(lab, 'labtest.yaml'), 'lab: "2"\nsolution: ./src\nkeepRuns: 3\n');
    for (let i = 1; i <= 4; i++) {
      mkdirSync(join(lab, 'logs', `2999-01-0${i}T00-00-00-0000`), { recursive: true });
    }
    const { stderr } = await shell(lab, 'labtest run 1.1');
    expect(stderr).toBe('labtest: removed 2 old runs: 3 are kept (keepRuns in labtest.yaml)\n');
    expect(runsOf(lab).slice(1)).toEqual(['2999-01-03T00-00-00-0000', '2999-01-04T00-00-00-0000']);
    expect(latest(lab)).toMatchObject({ passed: 1 });
    expect(existsSync(join(lab, 'logs', runsOf(lab)[0] as string, 'report.json'))).toBe(true);
  });
});
