import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { isolationOf } from '../src/commands/shared/isolation.js';
import { lockFolder } from '../src/core/grading/index.js';
import { labtest, start } from './cli-process.js';
import { addLab } from './add-lab.js';
import { addFiles, classOf, GRADE, gradebook, journalLines, VIEWS_ONLY } from './grading-class.js';

const MIXED = {
  ann: 'lab2-reference',
  bob: 'acknowledgement-not-awaited',
  cy: 'skeleton',
  dee: 'lab2-reference',
};
/** What each of them earns in part 1, of 60 points, 5 per test. */
const TOTALS = { ann: '60', bob: '45', cy: '0', dee: '60' };

const totals = (root: string): Record<string, string> =>
  Object.fromEntries([...gradebook(root)].map(([id, row]) => [id, row['total'] ?? '']));

describe('a class of submissions', () => {
  test('is graded with the right marks, and what cannot be read stops nothing', async () => {
    const root = classOf(MIXED);
    addFiles(join(root, 'submissions'), {
      'eve/notes.txt': 'I ran out of time',
      'flo/src/index.ts': 'export class PBServer {',
      'readme.txt': 'no submission',
    });
    const { code, stdout, stderr } = await labtest(root, GRADE);
    expect(stderr).toMatch(/^Isolation [ABCD]: .*\n/);
    expect(totals(root)).toEqual({ ...TOTALS, eve: '', flo: '0' });
    const eve = gradebook(root).get('eve');
    expect(eve).toMatchObject({ state: 'refused', remarks: 'it holds no TypeScript file' });
    expect(gradebook(root).get('bob')).toMatchObject({
      ...{ '1.7': '5', '1.8': '0', '1.9': '5', '1.10': '0', '1.11': '0', '1.12': '5' },
      ...{ state: 'graded', points: '60', student: 'bob' },
    });
    expect(stdout).toContain('6 submissions: 5 graded, 1 not readable, 0 failed');
    expect(code).toBe(1);
    // ann and dee handed in the same files: their tests were run once.
    expect(journalLines(root)).toHaveLength(12 * 4);
  });

  test('is not graded twice: a second call runs nothing, a changed course only that', async () => {
    const root = classOf({ ann: 'lab2-reference' });
    await labtest(root, GRADE);
    expect(journalLines(root)).toHaveLength(12);
    const again = await labtest(root, GRADE);
    expect(again.stdout).toContain('1 submission: 1 graded');
    expect(journalLines(root)).toHaveLength(12);
    const course = 'lab: "2"\ntests:\n  "*": { skip: true }\n  "1.*": { skip: false, points: 7 }\n';
    addFiles(root, { 'course.yaml': `${course}  "2.1": { skip: false, seeds: [11] }\n` });
    const { code } = await labtest(root, GRADE);
    expect(code).toBe(0);
    expect(journalLines(root)).toHaveLength(13);
    expect(gradebook(root).get('ann')).toMatchObject({ total: '89', '1.1': '7', '2.1': '5' });
  });

  test('handed in again, leaves nothing of what it was', async () => {
    const overrides = '- { student: anne, add: 1, reason: a typing error }';
    const root = classOf(
      { ann: 'acknowledgement-not-awaited' },
      `${VIEWS_ONLY}overrides:\n${overrides}\n`,
    );
    const first = await labtest(root, GRADE);
    expect(first.stdout).toContain('overrides for students who are not here: anne\n');
    const traces = (): string[] =>
      readdirSync(join(root, 'grades/submissions/ann')).filter((name) => name.includes('.trace.'));
    expect(traces()).toContain('1.8.trace.html');
    rmSync(join(root, 'submissions/ann'), { recursive: true });
    addLab(join(root, 'submissions/ann'), 'lab2-reference');
    await labtest(root, GRADE);
    expect([totals(root), traces()]).toEqual([{ ann: '60' }, []]);
  });

  test('killed at any moment, continues from there, loses and repeats nothing', async () => {
    const root = classOf(MIXED);
    let kills = 0;
    // At the start, in the middle of writing, after a few tests more each time.
    for (let lines = 0; ; lines += 7) {
      const running = start(root, GRADE);
      let isOver = false;
      void running.ended.then(() => (isOver = true));
      while (!isOver && journalLines(root).length < lines) await delay(20);
      running.kill('SIGKILL');
      const { code } = await running.ended;
      if (code !== null) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(4);
    expect(totals(root)).toEqual(TOTALS);
    const keys = journalLines(root).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('interrupted, says how to go on and ends with 130', async () => {
    const root = classOf(MIXED);
    const running = start(root, [...GRADE, '--slots', '1']);
    await running.seen('1/4');
    running.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted. The same command continues from here.');
    await labtest(root, GRADE);
    expect(totals(root)).toEqual(TOTALS);
  });

  test('is not graded by two at once', async () => {
    const root = classOf({ ann: 'lab2-reference' });
    const unlock = lockFolder(join(root, 'grades', '.labtest'));
    const second = await labtest(root, GRADE);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`Another labtest (process ${process.pid}) is grading there`);
    unlock();
    expect((await labtest(root, GRADE)).code).toBe(0);
  });

  test('is not graded below level A without saying so', () => {
    const rung = { walls: 'a user of its own' };
    const ladder = {
      level: 'B',
      rungs: [
        { ...rung, level: 'A', works: false, why: 'there is no bwrap' },
        { ...rung, level: 'B', works: true },
      ],
    } as const;
    const strict = { 'allow-weaker-isolation': false };
    expect(() => isolationOf(strict, ladder)).toThrow(
      'Submissions would be isolated at level B only',
    );
    expect(isolationOf({ 'allow-weaker-isolation': true }, ladder)).toBe('B');
    const [best] = ladder.rungs;
    const good = { level: 'A', rungs: [{ ...best, works: true }] } as const;
    expect(isolationOf(strict, good)).toBe('A');
  });
});

test('a course file beside the submissions is not read in silence', async () => {
  const root = classOf({});
  addFiles(join(root, 'submissions'), { 'flo/readme.txt': 'nothing' });
  const [command = '', folder = ''] = GRADE;
  const run = [command, folder, '--lab', '2', '--allow-weaker-isolation'];
  const { stdout, stderr } = await labtest(root, run);
  for (const text of [stdout, stderr]) {
    expect(text).toContain('course.yaml is not read');
    expect(text).toContain('add --course course.yaml');
  }
  const named = await labtest(root, GRADE);
  expect(named.stdout + named.stderr).not.toContain('is not read');
});
