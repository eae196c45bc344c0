import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../src/core/canon/index.js';
import { GivenModules } from '../src/core/given/index.js';
import { Append } from '../src/core/given/kvstore.js';
import { shownLine } from '../src/core/support/index.js';
import { parseTrace, toHtml, toMermaid, type Trace } from '../src/core/trace/index.js';
import { openBrowser } from './browser.js';
import { folderOf, labtest } from './cli-process.js';
import { accessibilityOf } from './debugger/accessibility.js';
import { stepOf } from './debugger/debugging.js';
import { materialise, readMutant } from './mutants/index.js';

/** Characters that formats and pages take for syntax. */
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

/** The same path, with such characters in every message. */
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

/** A run of this many events, made of repetitions; it is only shown, never run. */
function longer(trace: Trace, length: number): Trace {
  const at = (i: number) => trace.events[i % trace.events.length] as Trace['events'][number];
  return { ...trace, startLength: 0, events: Array.from({ length }, (_, i) => at(i)) };
}

/** What these tests use of Mermaid, in a page. */
interface Mermaid {
  parse(text: string): Promise<unknown>;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

interface Opened {
  readonly page: Page;
  /** Requests, errors, refusals by the policy, alerts: none of these may happen. */
  readonly trouble: readonly string[];
}

/** Opens a page of this size, at an address within it. */
async function open(trace: Trace, { width = 1280, height = 800, at = '' } = {}): Promise<Opened> {
  const file = join(folderOf({ 'page.html': toHtml(trace, 'x.trace.json') }), 'page.html');
  const context = await browser.newContext({ viewport: { width, height }, offline: true });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('request', (request) => {
    // Its worker is made from what the page includes.
    if (!/^(file|blob):/.test(request.url())) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => trouble.push(message.text()));
  page.on('dialog', (dialog) => {
    trouble.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`file://${file}${at}`);
  await page.locator('main').waitFor();
  return { page, trouble };
}

describe('the HTML page of a trace, in a browser without a network', () => {
  it('says of a step that the trace does not hold what it did', async () => {
    const events = real.events.map(({ action, atMs }) => ({ action, atMs }));
    const { page } = await open({ ...real, events });
    const step = page.locator('.step-panel');
    expect(await step.textContent()).toContain('what it did is not in this trace');
    const whole = await open(real);
    expect(await whole.page.locator('.step-panel').textContent()).not.toContain('not in this');
  });

  it.each([
    ['run', 'labtest run 2.8 --seed 1'],
    ['search', 'labtest search 2.16 --states 4000'],
  ] as const)('shows a %s, what each step did, and what the report says', async (mode, again) => {
    const trace = mode === 'run' ? real : search;
    const { page, trouble } = await open(trace);
    expect(await stepOf(page)).toBe(trace.events.length);
    const advice = page.locator('.advice');
    const told = (await advice.textContent()) ?? '';
    expect(told).toContain(trace.verdict.detail);
    expect(told).toContain('causeexecuted-twice');
    expect(told).toContain('lab 1At most once');
    expect(told).toContain('timelineview 1 {server1, –}');
    expect(told).toContain(`again${again}`);
    const lanes = await page.locator('.lane-name').allTextContents();
    expect(lanes).toContainEqual(expect.stringContaining('viewserver'));
    expect(await page.locator('.scene .arrow').count()).toBeGreaterThan(3);
    expect(await page.locator('.scene .ring.cause').count()).toBe(1);
    expect(await page.locator('.legend').textContent()).toContain('likely cause');
    await advice.getByRole('button', { name: 'executed-twice' }).click();
    await expect.poll(() => page.locator('.step-panel .flag-cause').count()).toBe(1);
    expect(await page.locator('button.take:enabled').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('finds steps by the words in them', async () => {
    const { page } = await open(real);
    await page.keyboard.press('/');
    await page.keyboard.type('request append');
    const count = page.locator('.diagram .count');
    await expect.poll(() => count.textContent()).toMatch(/^[1-9]\d* of \d+$/);
    const title = page.locator('.step-panel .title');
    const before = await title.textContent();
    await page.keyboard.press('Enter');
    await expect.poll(() => title.textContent()).not.toBe(before);
    expect(await title.textContent()).toContain('Request');
  });

  it('has an address for each step', async () => {
    const { page } = await open(search, { at: '#step-9' });
    await expect.poll(() => stepOf(page)).toBe(9);
    const address = page.locator('.step-panel .address');
    expect(await address.getAttribute('href')).toBe('#step-9');
    await page.keyboard.press('n');
    await expect.poll(() => address.textContent()).toBe('#step-10');
    await page.evaluate("location.hash = '#step-5'");
    await expect.poll(() => stepOf(page)).toBe(5);
  });

  it.each([
    [1280, 800],
    [1920, 1080],
  ])('uses the width there is, and no more, at %i × %i', async (width, height) => {
    const { page } = await open(real, { width, height });
    const widths = await page.evaluate<number[]>(
      `[document.querySelector('main').clientWidth, document.documentElement.scrollWidth,
        document.querySelector('.scroller').scrollWidth -
          document.querySelector('.scroller').clientWidth]`,
    );
    expect(widths).toEqual([width, width, 0]);
  });

  it.each(['light', 'dark'] as const)('is readable by everybody, %s', async (colorScheme) => {
    const { page } = await open(search);
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('takes nothing of the trace for markup', async () => {
    const { page, trouble } = await open(nasty(real));
    await page.keyboard.press('Home');
    await expect.poll(() => stepOf(page)).toBe(1);
    for (let step = 2; step <= real.events.length; step++) {
      await page.keyboard.press('n');
      await expect.poll(() => stepOf(page)).toBe(step);
    }
    expect(await page.locator('#app script, #app img, #app br').count()).toBe(0);
    const app = await page.locator('#app').innerText();
    expect(app).toContain('<img src=x onerror=alert(1)>');
    expect(app).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Bidi_Control}]/u);
    expect(trouble).toEqual([]);
  });

  it('is as quick with 30 000 events: only what is in sight is drawn', async () => {
    const { page, trouble } = await open(longer(real, 30_000));
    expect(await stepOf(page)).toBe(30_000);
    expect(await page.locator('.scene .row').count()).toBeLessThan(100);
    await page.keyboard.press('Home');
    await expect.poll(() => stepOf(page)).toBe(1);
    await page.fill('#search', 'clienttimer');
    const count = page.locator('.diagram .count');
    await expect.poll(() => count.textContent()).toMatch(/^[1-9]\d* of \d+$/);
    expect(trouble).toEqual([]);
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
    expect(text).toMatch(/\d+ earlier steps are left out/);
    expect((await drawn(text)).length).toBeGreaterThan(100);
  });
});
