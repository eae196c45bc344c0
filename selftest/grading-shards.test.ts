import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { labtest } from './cli-process.js';
import { addLab } from './add-lab.js';
import { addFiles, classOf, GRADE, gradebook, journalLines } from './grading-class.js';

const CLASS = {
  ann: 'lab2-reference',
  bob: 'acknowledgement-not-awaited',
  cy: 'skeleton',
  dee: 'lab2-private-fields',
  eve: 'lab2-plain-arrays',
};
const TOTALS = { ann: '60', bob: '45', cy: '0', dee: '60', eve: '60' };

const totals = (root: string, out?: string): Record<string, string> =>
  Object.fromEntries([...gradebook(root, out)].map(([id, row]) => [id, row['total'] ?? '']));

describe('a class in shards', () => {
  let root = '';
  const shard = (i: number): string[] => [...GRADE, '--shard', `${i}/3`, '--out', `shard-${i}`];
  beforeAll(async () => {
    root = classOf(CLASS);
    addFiles(join(root, 'submissions'), { 'flo/readme.txt': 'nothing' });
    await labtest(root, shard(1));
    await labtest(root, shard(2));
  });

  test('is not merged before the last shard is there', async () => {
    const { code, stderr } = await labtest(root, ['grade', 'merge', 'shard-1', 'shard-2']);
    expect(code).toBe(2);
    expect(stderr).toContain('Of 3 shards, these are missing: 3');
    expect(existsSync(join(root, 'grades'))).toBe(false);
  });

  test('gives, put together, what the class gives as a whole', async () => {
    await labtest(root, shard(3));
    const merged = ['grade', 'merge', 'shard-1', 'shard-2', 'shard-3', '--out', 'merged'];
    const { code, stdout } = await labtest(root, merged);
    expect([code, stdout]).toEqual([1, expect.stringContaining('6 submissions: 5 graded')]);
    await labtest(root, GRADE);
    expect(gradebook(root, 'merged')).toEqual(gradebook(root));
    expect(totals(root, 'merged')).toEqual({ ...TOTALS, flo: '' });
    const text = (file: string): string => readFileSync(join(root, file), 'utf8');
    expect(text('merged/canvas.csv')).toBe(text('grades/canvas.csv'));
    expect(text('merged/class.html')).toContain('5 of 6 submissions graded');
    expect(existsSync(join(root, 'merged/submissions/bob/feedback.html'))).toBe(true);
  });
});

describe('of a class that was graded', () => {
  test('only those that are named run again, and the gradebook keeps the others', async () => {
    const root = classOf({ ann: 'lab2-reference', bob: 'acknowledgement-not-awaited' });
    await labtest(root, GRADE);
    rmSync(join(root, 'submissions'), { recursive: true });
    addLab(join(root, 'submissions', 'bob'), 'lab2-plain-arrays');
    addLab(join(root, 'submissions', 'ann'), 'skeleton');
    const first = journalLines(root).length;
    await labtest(root, [...GRADE, '--only', 'b*']);
    expect(journalLines(root)).toHaveLength(first + 12);
    expect(gradebook(root).get('bob')).toMatchObject({ total: '60', state: 'graded' });
    expect(gradebook(root).get('ann')).toMatchObject({ state: 'waiting' });
    const { code, stderr } = await labtest(root, [...GRADE, '--only', 'zoe']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('zoe')]);
  });

  test('what did not pass is run again when that is asked for, and nothing else', async () => {
    const root = classOf({ ann: 'lab2-reference', bob: 'acknowledgement-not-awaited' });
    await labtest(root, GRADE);
    const first = journalLines(root).length;
    await labtest(root, [...GRADE, '--rerun-failed']);
    expect(journalLines(root).slice(first)).toHaveLength(3);
    expect(totals(root)).toEqual({ ann: '60', bob: '45' });
  });
});
