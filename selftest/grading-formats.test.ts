import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { validate as validateCtrf } from 'ctrf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';
import { openBrowser } from './browser.js';
import { folderOf, labtest, start } from './cli-process.js';
import { addLab } from './add-lab.js';
import { addFiles, classOf, GRADE, gradebook, VIEWS_ONLY } from './grading-class.js';

/** What Gradescope's documentation allows in results.json, and nothing else. */
const visibility = z.enum(['visible', 'hidden', 'after_due_date', 'after_published']);
const format = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);
const RESULTS = z.strictObject({
  score: z.number().min(0),
  execution_time: z.int(),
  output: z.string(),
  output_format: format,
  visibility,
  stdout_visibility: visibility,
  tests: z.array(
    z.strictObject({
      number: z.string(),
      name: z.string(),
      score: z.number(),
      max_score: z.number(),
      status: z.enum(['passed', 'failed']).optional(),
      output: z.string(),
      output_format: format,
      visibility: visibility.optional(),
    }),
  ),
});

const resultsIn = (file: string): z.infer<typeof RESULTS> =>
  RESULTS.parse(JSON.parse(readFileSync(file, 'utf8')));

const EVIL_NAME = '=1+1 <img src=x onerror=alert(1)>';
const EVIL_TEXT = '</pre><script>alert(2)</script>` | ``` \u202e\u001b[31m';

describe('what a class gets', () => {
  let root = '';
  let browser: Browser | undefined;
  beforeAll(async () => {
    root = classOf(
      { ann: 'lab2-reference', bob: 'acknowledgement-not-awaited', cy: 'skeleton' },
      `${VIEWS_ONLY}  "1.8": { visibility: hidden }\n  "1.9": { visibility: after_due_date }\n`,
    );
    addFiles(join(root, 'submissions'), { 'dee/readme.txt': 'nothing yet' });
    const evil = join(root, 'submissions', EVIL_NAME);
    addLab(evil, 'lab2-reference');
    addFiles(evil, {
      'src/view-server.ts': `import { Node } from 'labtest';
export class ViewServer extends Node {
  override init(): void { throw new Error(${JSON.stringify(EVIL_TEXT)}); }
}`,
    });
    await labtest(root, GRADE);
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const out = (...names: string[]): string => join(root, 'grades', ...names);
  const evilId = (): string => [...gradebook(root).keys()].find((id) => id.startsWith('1+1-img'))!;

  test('is results that fit Gradescope, with what is hidden marked as hidden', () => {
    for (const id of gradebook(root).keys()) resultsIn(out('submissions', id, 'results.json'));
    const bob = resultsIn(out('submissions', 'bob', 'results.json'));
    expect(bob.score).toBe(45);
    expect(bob.tests.find(({ number }) => number === '1.8')).toMatchObject({
      visibility: 'hidden',
      status: 'failed',
      score: 0,
    });
    const feedback = readFileSync(out('submissions', 'bob', 'feedback.md'), 'utf8');
    expect(feedback).not.toContain('| 1.8 |');
    expect(feedback).toContain('The mark counts 1 hidden test as well');
    expect(readdirSync(out('submissions', 'bob')).some((file) => file.startsWith('1.8'))).toBe(
      false,
    );
    expect(readFileSync(out('hidden', 'bob', 'feedback.html'), 'utf8')).toContain('1.8.trace.json');
    expect(existsSync(out('hidden', 'ann'))).toBe(false);
    const dee = resultsIn(out('submissions', 'dee', 'results.json'));
    expect(dee.output).toContain('This submission was not graded: it holds no TypeScript file');
  });

  test('is XML as Jenkins and GitLab read it, by a schema that can fail', async () => {
    const schema = readFileSync(new URL('formats/junit.xsd', import.meta.url), 'utf8');
    const isValid = async (contents: string): Promise<boolean> =>
      (await validateXML({ xml: [{ fileName: 'junit.xml', contents }], schema: [schema] })).valid;
    const xml = readFileSync(out('junit.xml'), 'utf8');
    expect(await isValid(xml)).toBe(true);
    // Ant's schema also requires a time and a host.
    const suites = xml.match(/<testsuite /g)?.length;
    expect(xml.match(/ timestamp="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d"/g)).toHaveLength(suites!);
    const files = [...xml.matchAll(/<property name="file" value="([^"]*)"/g)].map(([, at]) => at!);
    expect(files).toHaveLength(suites!);
    for (const file of files) expect(existsSync(out(decodeURIComponent(file)))).toBe(true);
    expect(await isValid(xml.replaceAll('failure', 'broken'))).toBe(false);
    expect(await isValid(xml.replace(' time=', ' tiem='))).toBe(false);
  });

  test('is a CTRF report that fits its schema, and XML that is well formed', async () => {
    const ctrf: unknown = JSON.parse(readFileSync(out('ctrf.json'), 'utf8'));
    expect(validateCtrf(ctrf)).toMatchObject({ valid: true });
    const { summary } = (ctrf as { results: { summary: { start: number; stop: number } } }).results;
    expect(summary.start).toBeGreaterThan(Date.UTC(2020, 0));
    expect(summary.stop).toBeGreaterThan(summary.start);
    const page = await browser!.newPage();
    const xml = readFileSync(out('junit.xml'), 'utf8');
    const counts = await page.evaluate<number[]>(`{
      const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
      ['parsererror', 'testsuite', 'testcase', 'failure', 'error'].map(
        (name) => parsed.getElementsByTagName(name).length,
      );
    }`);
    // Four readable submissions of twelve tests each, and one unreadable.
    expect(counts).toEqual([0, 5, 4 * 12 + 1, 3 + 12 + 12 + 1, 0]);
    await page.close();
  });

  test('is CSV in which a name is no formula, and Canvas finds its columns', () => {
    const lines = readFileSync(out('gradebook.csv'), 'utf8').split('\n');
    expect(lines.some((line) => line.startsWith('=') || line.includes(',='))).toBe(false);
    const canvas = readFileSync(out('canvas.csv'), 'utf8').split('\n');
    expect(canvas[0]).toBe(
      'Student,ID,SIS User ID,SIS Login ID,Section,Lab 2: Primary-backup replication',
    );
    expect(canvas[1]).toBe('    Points Possible,,,,,60');
    expect(canvas).toContain('bob,,,bob,,45');
  });

  test('is pages that show what students wrote and run none of it', async () => {
    const id = evilId();
    for (const file of [out('class.html'), out('submissions', id, 'feedback.html')]) {
      for (const width of [1280, 390]) {
        const page = await browser!.newPage({ viewport: { width, height: 900 } });
        const dialogs: string[] = [];
        page.on('dialog', (dialog) => {
          dialogs.push(dialog.message());
          void dialog.dismiss();
        });
        await page.goto(pathToFileURL(file).href);
        expect(await page.locator('script, img').count()).toBe(0);
        expect(await page.textContent('main')).toContain('<img src=x onerror=alert(1)>');
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([file, width, overflow]).toEqual([file, width, 0]);
        expect(dialogs).toEqual([]);
        await page.close();
      }
    }
    const markdown = readFileSync(out('submissions', id, 'feedback.md'), 'utf8');
    expect(markdown).toContain('````text');
    expect(markdown).not.toContain('\u202e');
  });

  test('is links in the class report that lead to pages', async () => {
    const page = await browser!.newPage();
    await page.goto(pathToFileURL(out('class.html')).href);
    const links = await page.evaluate<string[]>('[...document.links].map(({ href }) => href)');
    expect(links.length).toBeGreaterThan(5);
    for (const link of new Set(links)) {
      expect([link, existsSync(new URL(link.split('#')[0] as string))]).toEqual([link, true]);
    }
    await page.close();
  });
});

describe('as an autograder of Gradescope', () => {
  test('it writes results.json anew after each test', async () => {
    const root = folderOf({
      'source/course.yaml': VIEWS_ONLY,
      'submission_metadata.json': JSON.stringify({
        created_at: '2026-03-03T07:59:12.345678-08:00',
        users: [{ name: 'Ann', email: 'ann@u.edu', id: 5, sid: null }],
      }),
    });
    addLab(join(root, 'submission'), 'acknowledgement-not-awaited');
    const args = ['grade', '--gradescope', '--autograder-root', root, '--allow-weaker-isolation'];
    const running = start(root, args);
    let isOver = false;
    void running.ended.then(() => (isOver = true));
    const run = new Set<number>();
    const file = join(root, 'results', 'results.json');
    while (!isOver) {
      if (existsSync(file)) {
        run.add(resultsIn(file).tests.filter(({ status }) => status !== undefined).length);
      }
      await delay(5);
    }
    expect((await running.ended).code).toBe(0);
    expect(run.size).toBeGreaterThan(2);
    expect(resultsIn(file)).toMatchObject({ score: 45 });
  });

  test('it comes as a folder to upload, with scripts that a shell reads', async () => {
    const root = folderOf({});
    const { code, stdout } = await labtest(root, ['init', '2', 'kit', '--gradescope']);
    expect(code).toBe(0);
    expect(stdout).toContain('run_autograder');
    for (const script of ['setup.sh', 'run_autograder']) {
      const file = join(root, 'kit', script);
      expect(statSync(file).mode & 0o111).toBe(0o111);
      expect(spawnSync('bash', ['-n', file]).status).toBe(0);
    }
    addLab(join(root, 'submission'), 'skeleton');
    const course = join(root, 'kit', 'course.yaml');
    expect(
      (await labtest(root, ['list', '--solution', 'submission', '--course', course])).code,
    ).toBe(0);
  });
});

describe('seeds that were promised', () => {
  test('are everybody’s, fit the hash published before, and come again on a laptop', async () => {
    const course = 'lab: "2"\ntests:\n  "*": { skip: true }\n  "2.9": { skip: false }\n';
    const root = classOf({ ann: 'lab2-reference', bob: 'always-pings-zero' }, course);
    const told = await labtest(root, ['grade', '--seed-commitment', 'seeds.key']);
    const [hash = ''] = told.stdout.split('\n');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    addFiles(root, { 'course.yaml': `${course}seedCommitment: '${hash}'\n` });
    const without = await labtest(root, GRADE);
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('seedCommitment');
    await labtest(root, [...GRADE, '--seed-commitment', 'seeds.key']);
    const secret = readFileSync(join(root, 'seeds.key'), 'utf8').trim();
    const feedback = readFileSync(join(root, 'grades/submissions/bob/feedback.md'), 'utf8');
    expect(feedback).toContain(secret);
    const [, again = ''] = /labtest (run 2\.9 --seed \d+)/.exec(feedback) ?? [];
    const laptop = await labtest(join(root, 'submissions', 'bob'), again.split(' '));
    expect(laptop.code).toBe(1);
    const [, sentence = ''] = /Seed \d+, at [\d.]+ ms: (.*)/.exec(feedback) ?? [];
    expect(laptop.stdout.replaceAll(/\s+/g, ' ')).toContain(sentence.slice(0, 60));
  });
});
