/** What a student gets, what a CI server makes of it, and what an update leaves alone. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { labtest, shell } from './cli-process.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'labtest-hand-out-')));
const tarball = path.join(scratch, 'labtest.tgz');
const lab = path.join(scratch, 'mine');
const read = (file: string): string => readFileSync(path.join(lab, file), 'utf8');

beforeAll(async () => {
  const flags = ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch];
  const name = execFileSync('npm', flags, { cwd: ROOT, encoding: 'utf8' }).trim();
  renameSync(path.join(scratch, name), tarball);
  await labtest(scratch, ['init', '1', 'mine', '--from', tarball]);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Job {
  readonly steps?: readonly { readonly run?: string }[];
  readonly script?: readonly string[];
}

/** The commands of a CI file. */
function linesOf(file: string): readonly string[] {
  const { jobs, labtest: job } = parse(read(file)) as { jobs?: { labtest: Job }; labtest?: Job };
  return job?.script ?? jobs?.labtest.steps?.flatMap(({ run }) => run ?? []) ?? [];
}

describe('a CI server', () => {
  test.each(['.github/workflows/labtest.yml', '.gitlab-ci.yml'])(
    'fails what %s is given untouched, and passes a right solution',
    async (file) => {
      const clone = path.join(scratch, `clone${file.replaceAll(/\W/g, '-')}`);
      cpSync(lab, clone, { recursive: true });
      const lines = linesOf(file);
      expect(lines).toHaveLength(2);
      // This labtest is the packed one, which npm installed.
      const line = `unset -f labtest; ${lines.join(' && ')}`;
      const untouched = await shell(clone, line);
      expect(untouched.stdout).toContain('FAILED: ');
      expect(untouched.code).toBe(1);
      cpSync(path.join(ROOT, 'solutions', 'lab1-reference', 'src'), path.join(clone, 'src'), {
        recursive: true,
      });
      const right = await shell(clone, line);
      expect(right.stdout).toContain('ALL PASS');
      expect(right.code).toBe(0);
      expect(readFileSync(path.join(clone, 'report.xml'), 'utf8')).toContain('<testsuite');
    },
  );
});

describe('a folder that nobody may make', () => {
  test.each([['init', '2'], ['new-lab']])('is named by labtest %s', async (...command) => {
    const { code, stderr } = await labtest(lab, [...command, '/sys/lab2']);
    expect(stderr).toMatch(/^labtest: [/]sys[/]lab2: .+\n {2}[(]LT005[)]\n$/);
    expect(code).toBe(2);
  });
});

describe('labtest update', () => {
  test('has nothing to do in a folder that is as it makes it', async () => {
    const { code, stdout } = await labtest(lab, ['update']);
    expect(stdout).toContain('Nothing to do');
    expect(code).toBe(0);
  });

  test("brings what is labtest's up to date, and leaves what is the student's", async () => {
    const before = { readme: read('README.md'), launch: read('.vscode/launch.json') };
    const record = path.join(lab, 'types', 'hand-out.json');
    const older = (file: string, text: string): void => {
      // As an earlier version left it: in the folder, and in the record of the hand-out.
      const digest = (of: string): string => createHash('sha256').update(of).digest('hex');
      const known = readFileSync(record, 'utf8');
      const now = digest(read(file));
      expect(known).toContain(now);
      writeFileSync(record, known.replace(now, digest(text)));
      writeFileSync(path.join(lab, file), text);
    };
    older('README.md', '# An older text\n');
    older('.vscode/launch.json', '{}\n');
    older('types/index.d.ts', 'export {};\n');
    appendFileSync(path.join(lab, '.vscode', 'launch.json'), '// mine\n');
    appendFileSync(path.join(lab, 'src', 'index.ts'), '// my code\n');
    writeFileSync(path.join(lab, 'notes.txt'), 'mine');
    const { stdout, code } = await labtest(lab, ['update']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Replaced, as you had not changed them:\n {2}README[.]md\n {2}types\//);
    expect(stdout).toMatch(/Left as they are, .*:\n {2}[.]vscode\/launch[.]json\n/);
    expect(read('README.md')).toBe(before.readme);
    expect(read('types/index.d.ts')).toContain('declare function equals');
    expect(read('.vscode/launch.json')).toBe('{}\n// mine\n');
    expect(read('src/index.ts')).toMatch(/[/][/] my code\n$/);
    expect(read('notes.txt')).toBe('mine');
    // package.json still refers to the packed labtest.
    expect(read('package.json')).toContain('"labtest": "file:labtest.tgz"');
    // A second update says so again, until the student has decided.
    expect((await labtest(lab, ['update'])).stdout).toContain('.vscode/launch.json');
  });
});
