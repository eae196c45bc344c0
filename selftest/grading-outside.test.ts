import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf, labtest, start } from './cli-process.js';
import { addFiles, gradebook, journalLines } from './grading-class.js';
import { RedisServer } from './redis-server.js';

const GRADE = ['grade', 'submissions', '--tests', 'own', '--allow-weaker-isolation'];
const TOTALS = { ann: '80', bob: '10', cy: '50' };

const totals = (root: string): Record<string, string> =>
  Object.fromEntries([...gradebook(root)].map(([id, row]) => [id, row['total'] ?? '']));

/** The tests and one submission, where the code of a test throws. */
function withWrongTest(root: string): string {
  const broken = folderOf({});
  cpSync(join(root, 'own'), join(broken, 'own'), { recursive: true });
  cpSync(join(root, 'submissions/ann'), join(broken, 'submissions/ann'), { recursive: true });
  const tests = readFileSync(join(broken, 'own/run-tests.ts'), 'utf8');
  const wrong = tests.replace('system.run();', "JSON.parse('null').foo();");
  addFiles(join(broken, 'own'), { 'run-tests.ts': wrong });
  return broken;
}

describe('a class graded by tests of somebody else', () => {
  let root = '';
  beforeAll(async () => {
    root = folderOf({});
    await labtest(root, ['new-lab', 'own']);
    for (const [student, mutant] of [['ann'], ['bob', 'executed-twice'], ['cy', 'sent-once']]) {
      const folder = join(root, 'submissions', student ?? '');
      cpSync(join(root, 'own/solutions/reference'), folder, { recursive: true });
      if (mutant === undefined) continue;
      cpSync(join(root, 'own/mutants', mutant), folder, { recursive: true });
    }
  });

  test('has the marks that its tests give, again when a test changes', async () => {
    const { code, stdout } = await labtest(root, GRADE);
    expect([code, stdout]).toEqual([0, expect.stringContaining('3 submissions: 3 graded')]);
    expect(totals(root)).toEqual(TOTALS);
    const before = journalLines(root).length;
    await labtest(root, GRADE);
    expect(journalLines(root)).toHaveLength(before);
    addFiles(join(root, 'own'), { 'given/other.ts': 'export const ADDED = 1;\n' });
    await labtest(root, GRADE);
    expect(totals(root)).toEqual(TOTALS);
    expect(journalLines(root)).toHaveLength(2 * before);
  });

  test('is graded by workers that have nothing but the queue', async () => {
    const server = await RedisServer.start();
    const elsewhere = folderOf({});
    const args = ['worker', '--queue', server.url, '--slots', '2', '--allow-weaker-isolation'];
    const worker = start(elsewhere, args);
    rmSync(join(root, 'grades'), { recursive: true, force: true });
    const { code } = await labtest(root, [...GRADE, '--queue', server.url]);
    expect(code).toBe(0);
    expect(totals(root)).toEqual(TOTALS);
    worker.kill('SIGTERM');
    await worker.ended;
  });

  test('loses no point to a test that is wrong itself', async () => {
    const broken = withWrongTest(root);
    const { code, stdout } = await labtest(broken, GRADE);
    expect(stdout).toMatch(/ann: a mistake in a test, .*1[.]1: .*\n/);
    expect(code).toBe(4);
    expect(gradebook(broken).get('ann')?.['state']).toBe('failed');
    cpSync(join(root, 'own/run-tests.ts'), join(broken, 'own/run-tests.ts'));
    expect((await labtest(broken, GRADE)).code).toBe(0);
    expect(totals(broken)).toEqual({ ann: '80' });
  });

  test('has one worker find out that a test is wrong, and tries no more', async () => {
    const server = await RedisServer.start();
    const broken = withWrongTest(root);
    const args = ['worker', '--queue', server.url, '--slots', '1', '--allow-weaker-isolation'];
    const worker = start(folderOf({}), args);
    const { code, stdout } = await labtest(broken, [...GRADE, '--queue', server.url]);
    expect(stdout).toMatch(/ann: a mistake in a test, .*1[.]1: .*\n/);
    expect(code).toBe(4);
    worker.kill('SIGTERM');
    const { stdout: told } = await worker.ended;
    expect(told.match(/^begins /gm)).toHaveLength(1);
  });

  test('is told a mistake in the tests before anybody is graded', async () => {
    const broken = folderOf({});
    cpSync(join(root, 'own'), join(broken, 'own'), { recursive: true });
    cpSync(join(root, 'submissions'), join(broken, 'submissions'), { recursive: true });
    addFiles(join(broken, 'own'), { 'lab.ts': "import './gone.js';\n" });
    const { code, stderr } = await labtest(broken, GRADE);
    expect(code).toBe(2);
    expect(stderr).toMatch(/does not compile/);
    expect(journalLines(broken)).toEqual([]);
  });
});
