import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Browser as OtherBrowser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTrace, parseTrace, type Trace } from '../../src/core/trace/index.js';
import { openBrowser, openFirefox } from '../browser.js';
import { folderOf, labtest, type Ended } from '../cli-process.js';
import { materialise, readMutant } from '../mutants/index.js';

const BYTES_MAX = 1_000_000;

/** What Playwright and Puppeteer both do. */
interface Driven {
  goto(url: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  waitForSelector(selector: string): Promise<unknown>;
  /** Evaluated by the inspector, whatever the page's policy says. */
  evaluate(code: string): Promise<unknown>;
}

let lab: string;
let url: string;
let converted: Ended;
let chromium: Browser;
let firefox: OtherBrowser;
/** Hears from whoever gets out. */
let outside: Server;
const heard: string[] = [];

beforeAll(async () => {
  lab = join(folderOf({}), 'lab');
  materialise(readMutant('executed-every-time'), lab);
  await labtest(lab, ['search', '2.16', '--states', '4000']);
  const page = join(lab, 'live.html');
  const trace = join('logs', 'latest', '2.16.trace.json');
  const args = ['trace', 'convert', trace, '--to', 'html', '--live', '-o', page];
  converted = await labtest(lab, args);
  url = `file://${page}`;
  outside = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*');
    response.end();
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  [chromium, firefox] = await Promise.all([openBrowser(), openFirefox()]);
});
afterAll(async () => {
  await chromium?.close();
  await firefox?.close();
  outside?.close();
});

/** The moment that is looked at, once it is another one than this. */
async function after(page: Driven, before: unknown): Promise<unknown> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const at = document.querySelector('main')?.dataset.moment;
      if (at !== undefined && at !== ${JSON.stringify(before)}) resolve(at);
      else setTimeout(look, 20);
    };
    look();
  })`);
}

/** Does the first thing that can be done at a node, as its button is called. */
async function take(page: Driven, node: string, label: string): Promise<void> {
  const at = await page.evaluate("document.querySelector('main').dataset.moment");
  const button = `[data-node="${node}"] button.take:enabled[aria-label^="${label}"]`;
  await page.waitForSelector(button);
  await page.click(button);
  await after(page, at);
}

async function press(page: Driven, key: string): Promise<void> {
  const at = await page.evaluate("document.querySelector('main').dataset.moment");
  await page.evaluate(
    `void document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }))`,
  );
  await after(page, at);
}

/** What the page would hand a person as a file. */
async function savedTrace(page: Driven): Promise<Trace> {
  await page.evaluate(`void (globalThis.saved = new Promise((resolve) => {
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      URL.createObjectURL = createObjectURL;
      void blob.text().then(resolve);
      return 'data:,';
    };
  }))`);
  await page.click('.save > summary');
  await page.evaluate(`[...document.querySelectorAll('.save button')]
    .find(({ textContent }) => textContent.includes('trace file')).click()`);
  return parseTrace((await page.evaluate('globalThis.saved')) as string, 'saved');
}

/** What `labtest replay` says of a trace, with the lab's code in Node. */
async function replayed(trace: Trace): Promise<string> {
  writeFileSync(join(lab, 'saved.trace.json'), formatTrace(trace));
  const { stdout, stderr } = await labtest(lab, ['replay', 'saved.trace.json']);
  return stdout + stderr;
}

describe.each(['Chromium', 'Firefox'])('a live page in %s, without a server', (name) => {
  let page: Driven;
  beforeAll(async () => {
    const opened = await (name === 'Chromium' ? chromium : firefox).newPage();
    opened.setDefaultTimeout(60_000);
    page = opened;
    await page.goto(`${url}#step-9`);
    await after(page, undefined);
  });

  it('goes on from any step: delivers, branches, undoes', async () => {
    await page.waitForSelector('main[data-moment="9"]');
    await take(page, 'client1', 'Deliver Reply(AMOResult(PutOk(), 1))');
    await press(page, 'u');
    await take(page, 'viewserver', 'Fire PingCheckTimer');
    await take(page, 'client1', 'Deliver Reply(AMOResult(PutOk(), 1))');
    await take(page, 'server1', 'Deliver Request(AMOCommand(Append(foo, baz)');
    await take(page, 'client1', 'Deliver Reply(AMOResult(AppendResult(barbaz), 2))');
    const knots = await page.evaluate("document.querySelectorAll('.tree-scroller .knot').length");
    expect(knots).toBeGreaterThan(4);
    const changes = await page.evaluate("document.querySelector('.step-panel').innerText");
    expect(changes).toContain('Request(AMOCommand(Get(foo), client1, 3))');
  });

  it('leaves the fingerprints that Node leaves', async () => {
    const trace = await savedTrace(page);
    const taken = trace.events.slice(9);
    expect(taken.map(({ fingerprint = '' }) => fingerprint.length)).toEqual([16, 16, 16, 16]);
    expect(await replayed(trace)).toMatch(/13 events taken\n(?!.*different state)/);
    const events = trace.events.map((event, i) =>
      i === 11 ? { ...event, fingerprint: '0123456789abcdef' } : event,
    );
    expect(await replayed({ ...trace, events })).toContain('event 12 leaves a different state');
  });

  it('lets nothing out', async () => {
    const { port } = outside.address() as AddressInfo;
    const refused = await page.evaluate(`Promise.all([
      fetch('http://127.0.0.1:${port}/fetch').then(() => 'sent', () => 'refused'),
      new Promise((resolve) => {
        const image = new Image();
        image.onload = image.onerror = ({ type }) => resolve(type === 'load' ? 'sent' : 'refused');
        image.src = 'http://127.0.0.1:${port}/image';
      }),
      new Promise((resolve) => {
        const code = "fetch('http://127.0.0.1:${port}/worker').then(() => 'sent', () => 'refused')";
        const blob = new Blob([code + '.then(postMessage)'], { type: 'text/javascript' });
        new Worker(URL.createObjectURL(blob)).onmessage = ({ data }) => resolve(data);
      }),
    ])`);
    expect(refused).toEqual(['refused', 'refused', 'refused']);
    expect(heard).toEqual([]);
  });
});

it('is small enough to be mailed', () => {
  expect(converted).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(url.slice('file://'.length)).size).toBeLessThan(BYTES_MAX);
  expect(readFileSync(url.slice('file://'.length), 'utf8')).not.toContain(lab);
});
