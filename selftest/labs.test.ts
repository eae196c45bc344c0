/** A lab is one folder: core knows none of them, and one from outside needs nothing of core. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labtest } from './cli-process.js';

const CORE = fileURLToPath(new URL('../src/core/', import.meta.url));

/** Words that nothing but the lab itself has to know. */
const WORDS: Readonly<Record<string, RegExp>> = {
  'lab 0': /lab0|PingServer|PingClient|pingserver|\bPing\b|\bPong\b/,
  'lab 1': /lab1|SimpleServer|SimpleClient|AMOApplication/,
  'lab 2':
    /lab2|PBServer|PBClient|view ?server|viewNum|ViewReply|GetView|PingTimer|PingCheck|\b(?:primary|backup|referee)\b/i,
};

/** Tests and what they are set up with may use a lab as an example; nothing of core imports one. */
const IS_TEST = /[.](?:test|fixture)[.]ts$/;
const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(path.join(CORE, file), 'utf8') }));

test.each(Object.entries(WORDS))('no file of core holds a word of %s', (_lab, words) => {
  const found = files
    .filter(({ file }) => !IS_TEST.test(file))
    .flatMap(({ file, text }) => {
      const line = text.split('\n').findIndex((each) => words.test(each));
      return line < 0 ? [] : [`${file}:${line + 1}`];
    });
  expect(files.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

test('no file of core, its tests included, imports a lab', () => {
  const importing = files.filter(({ text }) => /from '[^']*\/tests\//.test(text));
  expect(importing.map(({ file }) => file)).toEqual([]);
});

describe('a lab from outside', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-outside-'));
  const lab = path.join(scratch, 'lab');
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  beforeAll(async () => {
    await labtest(scratch, ['new-lab', 'lab']);
  });

  test('works as it is made: the right solution passes, and every mutant is caught', async () => {
    const { code, stdout } = await labtest(lab, ['matrix']);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '                1.1  1.2  1.3  1.4  1.5',
      'reference         .    .    .    .    .',
      'executed-twice    .    x    x    x    x',
      'sent-once         .    x    x    .    .',
    ]);
    expect(code).toBe(0);
  });

  test('is handed out, and its tests run on what was handed out', async () => {
    const made = await labtest(scratch, ['init', '--tests', 'lab', 'counter', 'mine']);
    expect(made.code).toBe(0);
    const mine = path.join(scratch, 'mine');
    const { code, stdout } = await labtest(mine, ['run', '1.1']);
    expect(stdout).toContain('TEST 1.1: One client counts (10pts)');
    expect(stdout).toContain(
      'client1 has waited since 0 ms (0 ms) for the result of Add(amount=1)',
    );
    expect(code).toBe(1);
  });
});
