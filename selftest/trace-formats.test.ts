import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../src/core/canon/index.js';
import { toAddress } from '../src/core/lab/index.js';
import { GivenModules } from '../src/core/given/index.js';
import { Append } from '../src/core/given/kvstore.js';
import { shownLine } from '../src/core/support/index.js';
import { parseTrace, toHtml, toMermaid, type Trace } from '../src/core/trace/index.js';
import { openBrowser } from './browser.js';
import { folderOf, labtest } from './cli-process.js';
import { materialise, readMutant } from './mutants/index.js';

/** What formats and pages take for syntax. */
const NASTY = [
  'a;b:c,d',
  '#35; #lt; &lt; &amp;',
  '<b>bold</b> <img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  'say "hello" and \'bye\' `now`',
  'end',
  'x end y',
  '%% comment',
  '%%{init: {"theme": "dark"}}%%',
  'line one\nNote over n0: two\r\n\tthree',
  '->> -->> -x ++ --',
  'участник 参加者 🙂 \u2028 \u0000 \u202e rtl',
  '{{curly}} [square] (round) $$x^2$$ <br/>',
  'x'.repeat(5000),
];

let browser: Browser;
let real: Trace;
let search: Trace;

beforeAll(async () => {
  browser = await openBrowser();
  real = await failingTrace('executed-every-time', 'run', '2.8', '--seed', '1');
  search = await failingTrace('executed-every-time', 'search', '2.16', '--states', '4000');
});
afterAll(() => browser?.close());

async function failingTrace(mutant: string, ...args: readonly string[]): Promise<Trace> {
  const lab = join(folderOf({}), 'lab');
  materialise(readMutant(mutant), lab);
  const { stdout } = await labtest(lab, args);
  const file = /trace +(\S+\.trace\.json)/.exec(stdout)?.[1] as string;
  return parseTrace(readFileSync(join(lab, file), 'utf8'), file);
}

/** The same way, and every message holds what no format likes. */
function nasty(trace: Trace): Trace {
  const classes = GivenModules.basic.createTable();
  const events = trace.events.map((event, i) => {
    if (event.action.kind !== 'deliver' && event.action.kind !== 'lose') return event;
    const text = NASTY[i % NASTY.length] as string;
    const message = encode(new Append(text, text), classes, 'value');
    return {
      ...event,
      action: { ...event.action, envelope: { ...event.action.envelope, message } },
    };
  });
  return { ...trace, events, verdict: { ...trace.verdict, detail: NASTY.join(' ') } };
}

/** A run of so many events, made of repetitions: nobody runs it, it is only shown. */
function longer(trace: Trace, length: number): Trace {
  const at = (i: number) => trace.events[i % trace.events.length] as Trace['events'][number];
  return { ...trace, startLength: 0, events: Array.from({ length }, (_, i) => at(i)) };
}

/** What these tests use of Mermaid, as it is in a page. */
interface Mermaid {
  parse(text: string): Promise<unknown>;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where elements are. Code for the page, in whose types this file is not checked. */
function boxesOf(page: Page, selector: string): Promise<Box[]> {
  const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  return page.evaluate<Box[]>(`${all}.map((each) => each.getBoundingClientRect().toJSON())`);
}

interface Opened {
  readonly page: Page;
  /** Requests, errors, refusals by the policy, alerts: nothing of it may happen. */
  readonly trouble: readonly string[];
}

async function open(trace: Trace, width = 1280, height = 800): Promise<Opened> {
  const file = join(folderOf({ 'page.html': toHtml(trace) }), 'page.html');
  const context = await browser.newContext({ viewport: { width, height }, offline: true });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => trouble.push(message.text()));
  page.on('dialog', (dialog) => {
    trouble.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  return { page, trouble };
}

describe('the HTML page of a trace, in a browser without a network', () => {
  it('says of a step that the trace does not hold what it did', async () => {
    const events = real.events.map(({ action, atMs }) => ({ action, atMs }));
    const { page } = await open({ ...real, events });
    expect(await page.textContent('#details')).toContain('not in this trace: what it did');
    const whole = await open(real);
    expect(await whole.page.textContent('#details')).not.toContain('not in this trace');
  });

  it.each(['run', 'search'] as const)(
    'shows the steps of a %s, and what each did',
    async (mode) => {
      const trace = mode === 'run' ? real : search;
      const { page, trouble } = await open(trace);
      const last = trace.events.length;
      expect(await page.textContent('#details h2')).toMatch(new RegExp(`^${last}\\. `));
      expect(await page.textContent('.verdict')).toBe(trace.verdict.detail);
      expect(await page.locator('#diagram .head text').allTextContents()).toContain('viewserver');
      expect(await page.locator('#diagram .dot').count()).toBeGreaterThan(3);
      expect(await page.locator('#diagram .arrow').count()).toBeGreaterThan(3);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      expect(await page.textContent('#details h2')).toMatch(/^2\. /);
      await page.keyboard.press('/');
      await page.keyboard.type('request append');
      const [, hits] = /^(\d+) of \d+ steps$/.exec((await page.textContent('#found')) ?? '') ?? [];
      expect(Number(hits)).toBeGreaterThan(0);
      const first = await page.textContent('#details h2');
      await page.keyboard.press('Enter');
      expect(await page.textContent('#details h2')).not.toBe(first);
      expect(await page.textContent('#details')).toMatch(/changes/);
      expect(trouble).toEqual([]);
    },
  );

  it.each([
    [1280, 800],
    [1920, 1080],
    [640, 900],
  ])('has all of it in sight and nothing on top of anything at %i × %i', async (width, height) => {
    const { page } = await open(real, width, height);
    const boxes = await boxesOf(page, '#diagram text');
    expect(boxes.length).toBeGreaterThan(30);
    const [drawing] = await boxesOf(page, '#diagram > svg:last-of-type');
    expect(Math.max(...boxes.map((box) => box.right))).toBeLessThanOrEqual(drawing?.right ?? 0);
    const overlaps = boxes.filter((a, i) =>
      boxes
        .slice(i + 1)
        .some(
          (b) =>
            a.left < b.right - 1 &&
            b.left < a.right - 1 &&
            a.top < b.bottom - 4 &&
            b.top < a.bottom - 4,
        ),
    );
    // What scrolls lies behind the names of the lanes, which are opaque.
    expect(overlaps.filter(({ top }) => top > 200)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      width,
    );
  });

  it('tells many nodes apart in little room', async () => {
    const add = real.events[0] as Trace['events'][number];
    const servers = Array.from({ length: 14 }, (_, i) => toAddress(`server${i + 1}`));
    const adds = servers.map((address) => ({
      ...add,
      action: { ...add.action, node: { address, export: 'PBServer', args: [], role: 'server' } },
    })) as Trace['events'];
    const { page } = await open({ ...real, events: adds }, 1024, 700);
    const names = await page.locator('#diagram .name').allTextContents();
    expect(names[13]).toMatch(/^s.*14$/);
    expect(new Set(names).size).toBe(14);
    expect((await page.locator('#diagram title').allTextContents())[13]).toBe('server14');
  });

  it('takes nothing of the trace for markup', async () => {
    const { page, trouble } = await open(nasty(real));
    for (let i = 0; i < NASTY.length + 2; i++) await page.keyboard.press('ArrowUp');
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('b, img, br').count()).toBe(0);
    expect(await page.textContent('.verdict')).toContain('<img src=x onerror=alert(1)>');
    expect(trouble).toEqual([]);
  });

  it('is as quick with 30 000 events: only what is in sight is drawn', async () => {
    const { page, trouble } = await open(longer(real, 30_000));
    expect(await page.textContent('#details h2')).toMatch(/^30000\. /);
    expect(await page.locator('#diagram .row').count()).toBeLessThan(100);
    await page.keyboard.press('Home');
    expect(await page.textContent('#details h2')).toMatch(/^1\. /);
    await page.keyboard.press('PageDown');
    await page.fill('#search', 'pingtimer');
    expect(await page.textContent('#found')).toMatch(/^\d+ of 30000 steps$/);
    expect(trouble).toEqual([]);
  });

  it('says what it leaves out of a longer one', async () => {
    const { page } = await open(longer(real, 40_010));
    expect(await page.textContent('header')).toContain('the first 10 steps are left out');
    await page.keyboard.press('Home');
    expect(await page.textContent('#details h2')).toMatch(/^11\. /);
  });
});

describe('the Mermaid diagram of a trace, in Mermaid itself', () => {
  const require = createRequire(import.meta.url);
  let page: Page;
  let shown: Page;
  beforeAll(async () => {
    [page, shown] = [await browser.newPage(), await browser.newPage()];
    const main = require.resolve('mermaid');
    await page.addScriptTag({ path: join(dirname(main), 'mermaid.min.js') });
  });

  /** The text of every message and note of the drawing. */
  async function drawn(text: string): Promise<string[]> {
    const svg = await page.evaluate(async (source) => {
      const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
      await mermaid.parse(source);
      return (await mermaid.render('drawing', source)).svg;
    }, text);
    await shown.setContent(svg);
    return shown.locator('.messageText, .noteText').allTextContents();
  }

  it.each(['run', 'search'] as const)('draws a %s, an arrow a message', async (mode) => {
    const trace = mode === 'run' ? real : search;
    const texts = await drawn(toMermaid(trace));
    const messages = trace.events.filter(({ action }) => action.kind === 'deliver').length;
    expect(texts.length).toBeGreaterThan(messages);
    expect(texts.some((text) => text.startsWith('Ping(viewNum=0)'))).toBe(true);
  });

  it.each(NASTY.map((text) => [text.slice(0, 40)]))(
    'takes no text for syntax: %j',
    async (start) => {
      const text = NASTY.find((each) => each.startsWith(start)) as string;
      const classes = GivenModules.basic.createTable();
      const message = encode(new Append('k', text), classes, 'value');
      const events = real.events.map((event) =>
        event.action.kind === 'deliver'
          ? {
              ...event,
              action: { ...event.action, envelope: { ...event.action.envelope, message } },
            }
          : event,
      );
      const trace = { ...real, events, verdict: { ...real.verdict, detail: text } };
      const texts = await drawn(toMermaid(trace));
      const messages = texts.filter((each) => each.startsWith('Append(key=k'));
      expect(messages.length).toBe(events.filter(({ action }) => action.kind === 'deliver').length);
      const plain = shownLine(text).replaceAll(/\s+/g, ' ').slice(0, 20).trim();
      expect(messages[0]).toContain(plain);
    },
  );

  it('stays within what Mermaid takes, and says what is left out', async () => {
    const text = toMermaid(longer(real, 5000));
    expect(text.length).toBeLessThan(50_000);
    expect(text).toMatch(/\d+ steps before are left out/);
    expect((await drawn(text)).length).toBeGreaterThan(100);
  });
});
