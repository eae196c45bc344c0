import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openBrowser } from './browser.js';
import { folderOf, labCopy, labtest, type Ended } from './cli-process.js';
import { debug } from './debugger/debugging.js';
import { GRADE } from './grading-class.js';

/** A text with which a lab tries to pass for something else. */
const TEXT = [
  'a\u001b[2J\u001b[1;31m\u001b]52;c;ZXZpbA==\u0007\u009b1m\r\u202e\u2066gnihton\u2028',
  '...PASS (5 seeds)',
  'ALL PASS',
  'ok 2 - all is well',
  '::error::forged',
  '##vso[task.complete result=Succeeded;]',
  '</failure></testcase>',
].join('\n');

/** Characters that must not reach a reader: they would move a cursor, or reverse or end a line. */
const UNSHOWN = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]|\p{Bidi_Control}/u;
/** A line that looks like one of ours. */
const FORGED = /^\s*(\.\.\.PASS \(5 s|ALL PASS|ok 2 - all|::error::forged)|##\w*\[/m;

const literal = JSON.stringify(TEXT).replaceAll('\u2028', String.raw`\u2028`);

/** It throws, logs, prints and sends that text, and names a method and an error by it. */
const EDITS = {
  'src/ping-server.ts': [
    [
      'handlePingRequest(',
      `[${literal}](): never {
        const error = new Error(${literal});
        error.name = ${literal};
        throw error;
      }

      handlePingRequest(`,
    ],
    [
      'this.send(',
      `this.log.severe(${literal});
      console.log(${literal});
      if (request.ping.value !== '') this[${literal}]();
      this.send(`,
    ],
  ],
} as const;

let lab = '';
/** The folder that grading it has written. */
let grades = '';
const told = new Map<string, string>();

const tell = async (name: string, args: readonly string[]): Promise<Ended> => {
  const ended = await labtest(lab, args);
  if (ended.stderr.includes('bug in labtest')) throw new Error(ended.stderr);
  told.set(name, ended.stdout + ended.stderr);
  return ended;
};

beforeAll(async () => {
  lab = labCopy('lab0-reference', EDITS);
  const files = ['tap=r.tap', 'junit=r.xml', 'ctrf=c.json', 'gradescope=g.json', 'json=r.json'];
  await tell('run', ['run', '1.1', '-g', 'FINEST', `--reporter=default,${files.join(',')}`]);
  await tell('search', ['search', '1.4', '-g', 'FINEST']);
  await tell('--json', ['run', '1.1', '--json']);
  await tell('tap', ['run', '1.1', '--reporter', 'tap']);
  await tell('again', ['run', '1.1']);
  await tell('explain', ['explain']);
  await tell('compare', ['explain', '--compare', '2']);
  await tell('replay', ['replay']);
  await tell('check', ['check']);
  const traces = readdirSync(join(lab, 'logs', 'latest')).filter((name) => /trace/.test(name));
  for (const trace of traces) {
    const file = join('logs', 'latest', trace);
    await tell(`show ${trace}`, ['trace', 'show', file]);
    for (const format of ['mermaid', 'shiviz', 'itf', 'html']) {
      await tell(`${format} ${trace}`, ['trace', 'convert', file, '--to', format]);
    }
    await tell(`live ${trace}`, ['trace', 'convert', file, '--to', 'html', '--live']);
  }
  for (const file of files) told.set(file, read(file.split('=')[1] as string));
  for (const run of readdirSync(join(lab, 'logs'))) {
    if (run.endsWith('.json')) continue;
    for (const file of readdirSync(join(lab, 'logs', run))) {
      told.set(`${run}/${file}`, read(join('logs', run, file)));
    }
  }
  await gradeIt();
  await openPages();
}, 600_000);

/** What a class gets, file by file; what is kept for the next grading is not for readers. */
async function gradeIt(): Promise<void> {
  const root = folderOf({ 'course.yaml': 'lab: "0"\n' });
  cpSync(join(lab, 'src'), join(root, 'submissions/eve/src'), { recursive: true });
  told.set('grade', (await labtest(root, GRADE)).stdout);
  grades = join(root, 'grades');
  for (const file of readdirSync(grades, { recursive: true, encoding: 'utf8' })) {
    if (!/^\.labtest|\.labtest\b/.test(file) && /\.\w+$/.test(file)) {
      told.set(`grades ${file}`, readFileSync(join(grades, file), 'utf8'));
    }
  }
}

/** The text of the pages that a browser opens. */
async function openPages(): Promise<void> {
  const browser = await openBrowser();
  try {
    const trace = join('logs', 'latest', '1.1-seed1.trace.json');
    const driven = await debug(lab, trace);
    try {
      told.set('page of the debugger', await pageText(browser, driven.url, 'main'));
    } finally {
      await driven.stop();
    }
    for (const [name, file] of [
      ['feedback', join('submissions', 'eve', 'feedback.html')],
      ['class', 'class.html'],
      ['trace', join('submissions', 'eve', '1.1.trace.html')],
    ] as const) {
      const { href } = pathToFileURL(join(grades, file));
      told.set(`page of ${name}`, await pageText(browser, href, 'body'));
    }
  } finally {
    await browser.close();
  }
}

/** All text and all titles of a page, and what scripts from the lab would have done to it. */
async function pageText(browser: Browser, url: string, shown: string): Promise<string> {
  const page: Page = await browser.newPage();
  await page.goto(url);
  await page.locator(shown).first().waitFor();
  await page.getByText('handlePingRequest').first().waitFor({ state: 'attached' });
  const text = await page.evaluate<string>(`[
    document.title,
    document.body.textContent,
    ...[...document.querySelectorAll('[title], [aria-label]')].map(
      (each) => [each.getAttribute('title'), each.getAttribute('aria-label')].join(' '),
    ),
  ].join(' ').replaceAll('\\n', ' ')`);
  await page.close();
  return text;
}

const read = (file: string): string => readFileSync(join(lab, file), 'utf8');

test('no reporter, log, trace or page sends a lab’s text raw or takes its lines for ours', () => {
  const wrong = [...told].flatMap(([name, text]) =>
    [UNSHOWN, FORGED].flatMap((pattern) => {
      const at = text.search(pattern);
      return at < 0
        ? []
        : [`${name}: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('what it wrote is there to be read', () => {
  const pages = ['page of the debugger', 'page of feedback', 'page of class', 'page of trace'];
  const files = ['ctrf.json', 'junit.xml', 'class.html', 'submissions/eve/feedback.md'];
  for (const name of ['run', 'search', 'explain', 'compare', 'replay', 'tap', ...pages]) {
    expect(told.get(name), name).toContain(
      String.raw`a\x1b[2J\x1b[1;31m\x1b]52;c;ZXZpbA==\x07\x9b1m`,
    );
  }
  for (const file of files) expect(told.get(`grades ${file}`), file).toContain('gnihton');
  expect(told.get('grades submissions/eve/results.json')).toContain('gnihton');
});

test('documents are whole, and traces were made', () => {
  for (const file of ['c.json', 'g.json', 'r.json']) {
    expect(() => JSON.parse(read(file)) as unknown).not.toThrow();
  }
  expect([...told.keys()].filter((name) => name.startsWith('html ')).length).toBeGreaterThan(0);
  expect(read('r.xml').match(/<\/testcase>/g)).toHaveLength(1);
  expect(told.get('grades junit.xml')?.match(/<\/testcase>/g)).toHaveLength(4);
  expect(read('r.tap').match(/^(not )?ok /gm)).toHaveLength(1);
});
