/**
 * What the debugger costs a person: how long a click takes until it is painted, how long a trace of
 * 5 000 events takes to open, how large the pages are.
 *
 * `npx tsx bench/debugger.ts`; needs Chromium and a build.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { makeLivePage } from '../src/core/debugger/index.js';
import { openLabs } from '../src/core/labs/index.js';
import { formatTrace, parseTrace, toHtml } from '../src/core/trace/index.js';
import { openBrowser } from '../selftest/browser.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOLUTION = path.join(ROOT, 'solutions', 'lab2-reference', 'src');
const PROGRAM = path.join(ROOT, 'bin', 'run.js');
const CLICKS = 40;
const OPENINGS = 5;
const EVENTS = 5000;
const MS_PER_TICK = 10;
const LOOKED_AT = 'a page to look at';

/**
 * Code for a page that is loading: the time on its own clock, which starts with the navigation,
 * until the frame that shows the whole trace.
 */
const SHOWN = `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('main') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  };
  look();
})`;

/** Code for a page that shows a trace: the time on its clock until a step can be taken. */
const DRIVEABLE = `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('.node button.take:enabled') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now()));
  };
  look();
})`;

/** Code for the page: clicks the possible actions, the last first, and waits for the frame. */
const CLICK = `new Promise((resolve) => {
  const main = document.querySelector('main');
  const buttons = [...document.querySelectorAll('.node button.take:enabled')];
  const before = main.dataset.moment;
  const startMs = performance.now();
  buttons.at(-1).click();
  const look = () => {
    if (main.dataset.moment === before) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - startMs));
  };
  requestAnimationFrame(look);
})`;

const folder = mkdtempSync(path.join(tmpdir(), 'labtest-bench-'));
const browser = await openBrowser();
try {
  sizes();
  await clicks(browser);
  await openings(browser);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

function sizes(): void {
  const parts = ['index.html', 'page.js', 'page.css'].map((name) =>
    readFileSync(path.join(ROOT, 'dist', 'ui', name)),
  );
  const bytes = parts.reduce((sum, part) => sum + gzipSync(part).length, 0);
  say('the page, gzipped', kilobytes(bytes), 'at most 300 kB');
}

/** From a click on a button that delivers or fires until the frame that shows what it did. */
async function clicks(opened: Browser): Promise<void> {
  const { url, stop } = await debug('--servers', '2', '--clients', '1');
  try {
    const page = await pageAt(opened, url);
    const times: number[] = [];
    const startCpuMs = ownCpuMs();
    for (let i = 0; i < CLICKS; i++) times.push(await page.evaluate<number>(CLICK));
    const cpuMs = (ownCpuMs() - startCpuMs) / CLICKS;
    say('a click until it is painted', `${median(times).toFixed(0)} ms`, 'at most 50 ms');
    say('  CPU time of browser, server, session and lab', `${cpuMs.toFixed(0)} ms`, '');
  } finally {
    await stop();
  }
}

/**
 * A real run of this many events, opened in each way: as both kinds of page, and in the debugger.
 */
async function openings(opened: Browser): Promise<void> {
  const saved = await ran('run', '2.14', '--seed', '1', '--save-traces');
  const whole = await parseTrace(readFileSync(saved, 'utf8'), saved);
  const trace = { ...whole, events: whole.events.slice(0, EVENTS) };
  const labs = await openLabs(undefined);
  const code = await labs.codeOf(labs.lab('2'));
  const named = { name: 'run.trace.json', text: formatTrace(trace) };
  const live = await makeLivePage({ trace: named, solution: SOLUTION, code });
  const pages = { [LOOKED_AT]: toHtml(trace), 'a page to go on': live };
  for (const [kind, html] of Object.entries(pages)) {
    const file = path.join(folder, 'page.html');
    writeFileSync(file, html);
    await opening(opened, kind, `file://${file}`);
    say(`  its size`, kilobytes(html.length), 'at most 1 MB');
  }
  const file = path.join(folder, named.name);
  writeFileSync(file, named.text);
  const startMs = performance.now();
  const { url, stop } = await debug(file);
  try {
    const readyMs = performance.now() - startMs;
    await opening(opened, 'labtest debug', url);
    say('  before, from the command to the address', `${(readyMs / 1000).toFixed(2)} s`, '');
  } finally {
    await stop();
  }
}

/** From the navigation until the whole trace is shown. */
async function opening(opened: Browser, door: string, url: string): Promise<void> {
  const times: number[] = [];
  const driveable: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < OPENINGS; i++) {
    const page = await opened.newPage({ viewport: { width: 1280, height: 800 } });
    const startCpuMs = ownCpuMs();
    await page.goto(url, { waitUntil: 'commit' });
    times.push(await page.evaluate<number>(SHOWN));
    if (door !== LOOKED_AT) driveable.push(await page.evaluate<number>(DRIVEABLE));
    cpu.push(ownCpuMs() - startCpuMs);
    await page.close();
  }
  const seconds = (values: readonly number[]) => `${(median(values) / 1000).toFixed(2)} s`;
  say(`${EVENTS} events by ${door}, until they are shown`, seconds(times), 'at most 1 s');
  if (driveable.length > 0) say('  until one can go on', seconds(driveable), '');
  say('  CPU time of browser and session, until then', seconds(cpu), '');
}

async function pageAt(opened: Browser, url: string): Promise<Page> {
  const page = await opened.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.locator('main').waitFor();
  return page;
}

/** Starts the debugger on the reference solution, and waits for its address. */
async function debug(...args: readonly string[]): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [PROGRAM, 'debug', '--no-browser', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return {
    url,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Runs a test; its logs go to the bench's folder. Returns the path of the trace of 2.14. */
async function ran(...args: readonly string[]): Promise<string> {
  writeFileSync(path.join(folder, 'labtest.yaml'), `lab: "2"\nsolution: ${SOLUTION}\n`);
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return path.join(folder, 'logs', 'latest', '2.14-seed1.trace.json');
}

/** CPU time of all descendants of this process, including those that have ended; needs /proc. */
function ownCpuMs(): number {
  const ticks = readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!isOurs(pid, process.pid)) return [];
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields.slice(11, 15).map(Number);
    } catch {
      return [];
    }
  });
  return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK;
}

/** Whether a process is a descendant of this one. */
function isOurs(pid: string, own: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '0';
  if (parent === String(own)) return true;
  return Number(parent) > 1 && isOurs(parent, own);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function say(what: string, measured: string, bound: string): void {
  process.stdout.write(`${what.padEnd(58)} ${measured.padStart(9)}   ${bound}\n`);
}
