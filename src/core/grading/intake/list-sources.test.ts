import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listSources } from './list-sources.js';

const root = mkdtempSync(join(tmpdir(), 'labtest-sources-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const INDEX = 'export class PBServer {}\n';

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** A folder of submissions. */
function classWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, 'class-'));
  write(folder, files);
  return folder;
}

test('exports of Canvas are known by their names, whatever lies beside them', () => {
  const canvas = classWith({
    'course.yaml': 'lab: "2"',
    'smithjane_412_9001_lab2.zip': '',
    'doejohn_413_9002_report.pdf': 'on paper',
  });
  expect(listSources(canvas, () => false)).toMatchObject({
    layout: 'canvas',
    sources: [{ id: 'doejohn-413' }, { id: 'smithjane-412' }],
    strays: ['course.yaml'],
  });
  const folders = classWith({ 'ann/index.ts': INDEX, 'minutes_2026_11_20.txt': 'x' });
  expect(listSources(folders, () => false)).toMatchObject({
    layout: 'folders',
    sources: [{ id: 'ann' }],
    strays: ['minutes_2026_11_20.txt'],
  });
});

test('exports of Gradescope: aliases are read, nobody is lost, two marks for one are told', () => {
  const submitters = (...names: readonly string[]): string =>
    names.map((name) => `  - :name: ${name}\n    :email: ${name}@u.edu\n`).join('');
  const metadata = `---
submission_1:
  :submitters:
${submitters('ann', 'bob')}  :results: &1 {output: same}
submission_2:
  :submitters:
${submitters('bob')}  :results: *1
submission_3:
  :submitters: []
`;
  const folder = classWith({
    'submission_metadata.yml': metadata,
    'submission_1/index.ts': INDEX,
    'submission_2/index.ts': INDEX,
    'submission_3/index.ts': INDEX,
  });
  const { sources } = listSources(folder, () => false);
  const twice = ['bob@u.edu is in 2 submissions: ann@u.edu, bob@u.edu'];
  expect(sources.map(({ students, notes }) => [students.length, notes])).toEqual([
    [2, twice],
    [1, twice],
    [1, []],
  ]);
  write(folder, { 'submission_metadata.yml': 'submission_1: {' });
  expect(() => listSources(folder, () => false)).toThrow(/submission_metadata.yml cannot be read/);
});

test('exports of Gradescope: names, ids, groups and dates come from its metadata', () => {
  const metadata = `---
submission_11:
  :submitters:
  - :name: Ann Lee
    :sid: '00123'
    :email: ann@u.edu
  - :name: Bob
    :email: bob@u.edu
  :created_at: 2026-03-03 07:59:12.345678000 Z
`;
  const folder = classWith({
    'submission_metadata.yml': metadata,
    'submission_11/index.ts': INDEX,
    'submission_13/index.ts': INDEX,
  });
  const taken = new Map(listSources(folder, () => false).sources.map((each) => [each.id, each]));
  expect(taken.get('ann@u.edu')).toMatchObject({
    students: [{ name: 'Ann Lee', id: '00123', email: 'ann@u.edu' }, { name: 'Bob' }],
    submittedAtMs: Date.parse('2026-03-03T07:59:12.345Z'),
  });
  expect(taken.get('submission_13')?.notes).toEqual([
    'submission_metadata.yml does not say whose it is',
  ]);
});

test('a student who is there twice is not graded by chance', () => {
  const folder = classWith({
    'ann/index.ts': INDEX,
    'ann.zip': '',
    'Bob/index.ts': INDEX,
  });
  const taken = new Map(listSources(folder, () => false).sources.map((each) => [each.id, each]));
  expect(taken.get('ann')?.refusal).toBe('it is there 2 times: ann, ann.zip; leave one of them');
  expect(taken.get('Bob')?.refusal).toBeUndefined();
});
