import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { folderOf, labCopy, labtest, WRONG_APPEND, type Ended } from './cli-process.js';
import { materialise, readMutant } from './mutants/index.js';

/** A server that answers nothing, and logs that. */
const SWALLOWED = `swallowed = 0;
  handleRequest({ command }: Request): void {
    this.swallowed++;
    this.log.info(\`none for \${command.client}\`);
    if (this.swallowed > 0) return;`;

/** The folder of a mutant whose tests have run once. */
interface Failed {
  readonly lab: string;
  readonly run: Ended;
}

async function failed(mutant: string, ...args: readonly string[]): Promise<Failed> {
  const lab = join(folderOf({}), 'lab');
  materialise(readMutant(mutant), lab);
  return { lab, run: await labtest(lab, args) };
}

describe('the trace of a failed run', () => {
  let once: Failed;
  beforeAll(async () => {
    once = await failed('executed-every-time', 'run', '2.8');
  });
  const latest = (): string => join(once.lab, 'logs', 'latest');
  const trace = (): string => join(latest(), '2.8-seed1.trace.json');

  it('is named in the report, small, beside the whole of it', () => {
    expect(once.run.stdout).toMatch(/trace +logs\/\S+\/2\.8-seed1\.trace\.json\n/);
    expect(readdirSync(latest())).toContain('2.8-seed1.full.trace.json');
  });

  it('fails again with the same code, the newest one without being named', async () => {
    const { code, stdout } = await labtest(once.lab, ['replay']);
    expect(stdout).toMatch(/STILL THERE: client1 got AppendResult/);
    expect(stdout).not.toMatch(/another state|any more/);
    expect(code).toBe(1);
    const whole = await labtest(once.lab, ['replay', trace().replace('.trace', '.full.trace')]);
    expect(whole.stdout).toContain('STILL THERE');
  });

  it('is gone with correct code, which says where it goes another way', async () => {
    const { code, stdout } = await labtest(labCopy('lab2-reference'), ['replay', trace()]);
    expect(stdout).toContain('GONE: the failure is gone on this path');
    expect(stdout).toMatch(
      /event \d+ leaves a different state than before: client1 → server1: Request.*\n {6}app\./,
    );
    expect(code).toBe(0);
  });

  it.each<[string, (text: string) => string, string]>([
    ['rename a field', (text) => text.replaceAll(/\bsequenceNum\b/g, 'seqNo'), 'AMOCommand('],
    [
      'rename a message',
      (text) => text.replaceAll(/\b(handle)?Request\b/g, '$1Ask'),
      '→ server1: Ask(',
    ],
    [
      'add a field',
      (text) => text.replace('sequenceNum: number,', 'sequenceNum: number, readonly more = 7,'),
      'more=7',
    ],
  ])(
    'fails again after an edit that does not mend it (%s), in the whole run too',
    async (_, edit, told) => {
      const lab = join(folderOf({}), 'lab');
      cpSync(once.lab, lab, { recursive: true, filter: (file) => !file.endsWith('logs') });
      for (const file of readdirSync(join(lab, 'src'))) {
        const path = join(lab, 'src', file);
        writeFileSync(path, edit(readFileSync(path, 'utf8')));
      }
      const whole = trace().replace('.trace', '.full.trace');
      const { code, stdout } = await labtest(lab, ['replay', trace(), whole]);
      expect(stdout.match(/STILL THERE: client1 got AppendResult/g)).toHaveLength(2);
      expect(stdout).not.toContain('left out');
      expect(stdout).toContain('can no longer happen: client1');
      expect(stdout).toContain('taken instead: client1');
      expect(stdout).toContain(told);
      expect(code).toBe(1);
    },
  );

  it('is shown step by step, with what changed', async () => {
    const { stdout } = await labtest(once.lab, ['trace', 'show', trace()]);
    expect(stdout).toMatch(/^lab 2 · test 2\.8 · seed 1 · run · failed · \d+ events, mini/);
    expect(stdout).toMatch(/view\.viewNum: 0 → 1\n/);
    expect(stdout).toMatch(/ClientTimer\(sequenceNum=\d+\) fires\n/);
    const only = await labtest(once.lab, ['trace', 'show', trace(), '--node', 'viewserver']);
    expect(only.stdout).toContain('→ viewserver: Ping(viewNum=0)');
    expect(only.stdout).not.toContain('→ server1: ');
  });

  it.each([
    ['mermaid', 'sequenceDiagram\n'],
    ['shiviz', '(?<host>'],
    ['itf', '{\n  "#meta": {\n    "format": "ITF"'],
    ['html', '<!doctype html>'],
  ])('is converted to %s', async (format, beginning) => {
    const { stdout, code } = await labtest(once.lab, ['trace', 'convert', trace(), '--to', format]);
    expect(stdout.startsWith(beginning)).toBe(true);
    expect(code).toBe(0);
  });

  it('is converted into a file', async () => {
    const page = join(latest(), 'page.html');
    const args = ['trace', 'convert', trace(), '--to', 'html', '-o', page];
    expect((await labtest(once.lab, args)).stdout).toBe('');
    expect(existsSync(page)).toBe(true);
  });

  it('is explained, and its log can be had at any level afterwards', async () => {
    const { stdout } = await labtest(once.lab, ['explain']);
    expect(stdout).toContain('TEST 2.8: At-most-once append (15pts)');
    expect(stdout).toContain('The path there:');
    const [, file] = /^ +trace +(.*)$/m.exec(stdout) ?? [];
    expect(existsSync(join(once.lab, file ?? 'none'))).toBe(true);
    const again = await labtest(once.lab, ['explain', '--log', '-g', 'FINEST']);
    expect(again.stdout).toMatch(/^ +0\.000 server1 +FINEST +sends Ping\(viewNum=0\)/m);
  });
});

describe('a test that fails on every seed', () => {
  it('is compared with a seed that fails, too, but with none by itself', async () => {
    const { lab } = await failed('append-to-missing-key-refused', 'run', '2.2', '--seeds', '2');
    const other = await labtest(lab, ['explain', '--compare', '2']);
    expect(other.stdout).toMatch(/^seed 1 fails .*\n(.*\n)*seed 2 fails/m);
    const { code, stdout } = await labtest(lab, ['explain', '--compare']);
    expect(stdout).toContain('No passing seed was found');
    expect(code).toBe(0);
  });
});

describe('the trace of a search', () => {
  it('leads to the violation again, and not with correct code', async () => {
    const args = ['search', '2.16', '--states', '4000'];
    const { lab, run } = await failed('executed-every-time', ...args);
    expect(run.stdout).toMatch(/trace +logs\/\S+\/2\.16\.trace\.json\n/);
    const again = await labtest(lab, ['replay']);
    expect(again.stdout).toMatch(/STILL THERE: client1 got AppendResult/);
    expect(again.code).toBe(1);
    const trace = join(lab, 'logs', 'latest', '2.16.trace.json');
    expect(JSON.parse(readFileSync(trace, 'utf8'))).toMatchObject({ settings: { states: 4000 } });
    const mended = await labtest(labCopy('lab2-reference'), ['replay', trace]);
    expect(mended.stdout).toContain('GONE');
  });

  it('is saved for the goals that are found, too, when asked', async () => {
    const lab = labCopy('lab2-reference');
    const { stdout } = await labtest(lab, ['search', '2.16', '2.20', '--states', '3000', '-s']);
    expect(stdout).toMatch(/ trace 1 +logs\/\S+\/2\.16-search1\.trace\.json\n\.\.\.PASS/);
    expect(stdout).toMatch(/TEST 2\.20.*\n +no trace: no search of this test looks for/);
    const replayed = await labtest(lab, ['replay']);
    expect(replayed.stdout).toMatch(/2\.16-search1.*\n +NO FAILURE: nothing fails on this path\n/);
    expect(replayed.code).toBe(0);
    const file = join(lab, 'logs', 'latest', '2.16-search1.trace.json');
    expect((await labtest(lab, ['trace', 'show', file])).stdout).toContain(
      'the search “the client can finish” found “CLIENTS_DONE”',
    );
  });

  it('to the state nearest to a goal says how near that is, and how to search again', async () => {
    const args = ['search', '2.17', '--strategy', 'bfs'];
    const { lab } = await failed('server-init-empty', ...args);
    const same = await labtest(lab, ['replay']);
    expect(same.stdout).toMatch(/STILL THERE: “.*” is not found; .*; client1 has 0 of 2 res/);
    expect(same.code).toBe(1);
    const file = join(lab, 'replica.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n// Another digest.\n`);
    const other = await labtest(lab, ['replay', '--solution', '.']);
    expect(other.stdout).toContain('UNCLEAR: ');
    const flags = '--solution . --strategy bfs';
    expect(other.stdout).toContain(`run the test again: labtest search 2.17 ${flags}\n`);
    expect(other.code).toBe(3);
  });
});

describe('a lab that does not load', () => {
  it.each<[string, string, string]>([
    ['is no TypeScript', 'class {', 'Expected identifier'],
    ['throws at once', "throw new Error('oops');", 'loading the lab threw Error: oops'],
  ])('is told in words when it %s', async (_name, line, why) => {
    const { lab } = await failed('executed-every-time', 'run', '2.8', '--seed', '1');
    const file = join(lab, 'src', 'pb-server.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${line}\n`);
    for (const command of [['replay'], ['explain', '--compare']]) {
      const { code, stderr } = await labtest(lab, command);
      expect(stderr).toContain(`labtest: The lab in src does not load: ${why}`);
      expect(stderr).toMatch(/ at +src\/pb-server\.ts:\d+:\d+\n[^]*\(LT010\)\n$/);
      expect(code).toBe(2);
    }
  });
});

describe('the trace of a run that is stuck', () => {
  it('is small, shows what each step changed and logged, and how it continues', async () => {
    const lab = labCopy('lab2-reference', {
      'src/pb-server.ts': [['handleRequest({ command }: Request): void {', SWALLOWED]],
    });
    const { stdout } = await labtest(lab, ['run', '2.2', '--seed', '1']);
    const file = /trace +(\S+)/.exec(stdout)?.[1] as string;
    const shown = await labtest(lab, ['trace', 'show', file]);
    expect(shown.stdout).toMatch(/ \d\d events, minimised\n/);
    expect(shown.stdout).toMatch(
      /client1 → server1: Request\(.*\)\n +swallowed: 0 → 1\n +\| INFO none for client1\n/,
    );
    expect((await labtest(lab, ['replay', file])).stdout).not.toMatch(/another state|any more/);
  });

  it('is saved for passed tests, too, when asked', async () => {
    const lab = labCopy('lab2-reference');
    await labtest(lab, ['run', '2.3', '--seed', '2', '-s']);
    const file = join(lab, 'logs', 'latest', '2.3-seed2.trace.json');
    const { stdout } = await labtest(lab, ['trace', 'show', file]);
    expect(stdout).toMatch(/^lab 2 · test 2\.3 · seed 2 · run · passed · \d+ events\n/);
    expect(stdout).toMatch(/view\.viewNum: 0 → 1\n/);
  });
});

describe('a failing seed beside another one', () => {
  let once: Failed;
  beforeAll(async () => {
    once = await failed('backup-does-not-execute', 'run', '2.8', '1.1');
  });
  const compare = (...args: readonly string[]): Promise<Ended> =>
    labtest(once.lab, ['explain', '--compare', ...args]);

  it('is told where the two part, and it is the nearest one when none is named', async () => {
    const { code, stdout } = await compare();
    expect(stdout).toContain('Of the seeds that passed (1, 2, 3, 5), this one');
    expect(stdout).toMatch(/^seed 4 fails at \d+\.\d ms: client1 got AppendResult\(/m);
    expect(stdout).toMatch(/^seed \d passes$/m);
    expect(stdout).toMatch(/^The first step that differs, at \w+:\n(.*│.*\n)+>.*│ >/m);
    // The backup took over without the operation that it never executed.
    expect(stdout).toMatch(
      /ms {2}AppendResult\(value=17\) +│ +\d+\.\d ms {2}AppendResult\(value=0123/,
    );
    expect(stdout.split('\n').length).toBeLessThan(32);
    expect(code).toBe(0);
  });

  it('is compared with the one that is named', async () => {
    expect((await compare('2')).stdout).toMatch(/^seed 2 passes$/m);
  });

  it('is told in words when there is nothing to compare', async () => {
    const ends = await Promise.all([
      compare('x'),
      compare('4'),
      compare('3', '--test', '1.1'),
      compare('3', '--test', '2.99'),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(ends[0]?.stderr).toContain('--compare x: not a seed.');
    expect(ends[1]?.stderr).toContain('that is the seed of 2.8 that failed.');
    expect(ends[2]?.stderr).toContain('1.1 passed in that run.');
    expect(ends[3]?.stderr).toContain('2.99 was not part of that run.');
  });
});

describe('a report that was damaged', () => {
  it.each(['{', '[]', '{"tests": [null], "notRun": []}', '{"tests": [{}]}'])(
    'is said to be damaged: %s',
    async (text) => {
      const lab = labCopy('lab0-reference');
      await labtest(lab, ['run', '1.1']);
      writeFileSync(join(lab, 'logs', 'latest', 'report.json'), text);
      const { code, stderr } = await labtest(lab, ['explain']);
      expect(stderr).toMatch(/latest\/report\.json is damaged/);
      expect(stderr).toContain('(LT007)');
      expect(code).toBe(2);
    },
  );
});

test('explain says so when a run was made by a version with another form of reports', async () => {
  const lab = labCopy('lab0-reference');
  await labtest(lab, ['run', '1.1']);
  const file = join(lab, 'logs', 'latest', 'report.json');
  const { version: _version, ...old } = JSON.parse(readFileSync(file, 'utf8')) as object & {
    version: number;
  };
  writeFileSync(file, JSON.stringify(old));
  const { code, stderr } = await labtest(lab, ['explain']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('report.json is of version 1')]);
  // Every version says which tests failed.
  expect((await labtest(lab, ['run', '--only-failed'])).code).toBe(0);
});

describe('a file that is no trace', () => {
  it.each<[string, (folder: string) => string[]]>([
    ['is not there', (folder) => ['trace', 'show', join(folder, 'none.json')]],
    ['is a folder', (folder) => ['trace', 'show', folder]],
    ['is garbage', (folder) => ['trace', 'convert', join(folder, 'x.json'), '--to', 'itf']],
    ['is of something else', (folder) => ['replay', join(folder, 'package.json')]],
  ])('is told in words: it %s', async (_name, argsOf) => {
    const folder = folderOf({
      'x.json': '{"format": "labtest-trace", "version"',
      'package.json': '{}',
    });
    const { code, stderr } = await labtest(labCopy('lab2-reference'), argsOf(folder));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^labtest: .*\n {2}.*\n {2}\(LT00[56]\)\n$/);
  });

  it('is told apart from one of another lab', async () => {
    const lab = labCopy('lab2-reference', WRONG_APPEND);
    await labtest(lab, ['run', '2.2']);
    const other = labCopy('lab0-reference');
    copyFileSync(join(lab, 'logs', 'latest', '2.2-seed1.trace.json'), join(other, 't.json'));
    const { code, stderr } = await labtest(other, ['replay', 't.json']);
    expect(stderr).toContain('t.json is a trace of lab 2, and this is lab 0.');
    expect(code).toBe(2);
  });

  it('is no reason to fail when there is no run yet', async () => {
    const lab = labCopy('lab2-reference');
    for (const command of ['replay', 'explain']) {
      const { code, stderr } = await labtest(lab, [command]);
      expect(code).toBe(2);
      expect(stderr).toContain('(LT007)');
    }
    writeFileSync(join(lab, 'x'), '');
    expect((await labtest(lab, ['explain', 'x'])).code).toBe(2);
  });
});
