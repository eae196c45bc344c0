import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page, ViewportSize } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser } from '../browser.js';

const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** `labtest debug` as a process. */
export interface Debugging {
  readonly url: string;
  stop(): Promise<number | null>;
}

/** Starts the debugger as a person would, and waits for the address it prints. */
export async function debug(cwd: string, ...args: readonly string[]): Promise<Debugging> {
  const child = spawn(process.execPath, [PROGRAM, 'debug', '--no-browser', ...args], { cwd });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const found = /^http:\S+$/m.exec(printed);
      if (found !== null) resolve(found[0]);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
    void ended.then(() => reject(new Error(`labtest debug ended: ${printed}`)));
  });
  return {
    url,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** What the tests of a file drive. */
export interface Driven {
  readonly browser: Browser;
  readonly page: Page;
}

/** Two servers and a client from scratch, in a browser, for all tests of a file. */
export function driveFromScratch(workload: string): Driven {
  let driven: Driven | undefined;
  let debugging: Debugging | undefined;
  beforeAll(async () => {
    const args = ['--servers', '2', '--clients', '1', '--workload', workload];
    const [browser, started] = await Promise.all([openBrowser(), debug(ROOT, ...args)]);
    debugging = started;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    driven = { browser, page };
    await openPage(page, debugging.url);
  });
  afterAll(async () => {
    await driven?.browser.close();
    await debugging?.stop();
  });
  const opened = (): Driven => {
    if (driven === undefined) throw new Error('nothing is open: ask inside a test');
    return driven;
  };
  return {
    get browser() {
      return opened().browser;
    },
    get page() {
      return opened().page;
    },
  };
}

/** Debuggers that the tests of a file open one after the other; all end with the file. */
export interface Sessions {
  readonly browser: Browser;
  start(cwd: string, ...args: readonly string[]): Promise<Debugging>;
  /** A page of this size, with a debugger of its own. */
  open(size: ViewportSize, cwd: string, ...args: readonly string[]): Promise<Page>;
}

/** A browser with as many debuggers as the tests of a file ask for. */
export function sessionsOfFile(): Sessions {
  let opened: Browser | undefined;
  const running: Debugging[] = [];
  beforeAll(async () => {
    opened = await openBrowser();
  });
  afterAll(async () => {
    await opened?.close();
    await Promise.all(running.map((each) => each.stop()));
  });
  const sessions: Sessions = {
    get browser() {
      if (opened === undefined) throw new Error('no browser is open: ask inside a test');
      return opened;
    },
    start: async (cwd, ...args) => {
      const debugging = await debug(cwd, ...args);
      running.push(debugging);
      return debugging;
    },
    open: async (viewport, cwd, ...args) => {
      const { url } = await sessions.start(cwd, ...args);
      const page = await sessions.browser.newPage({ viewport });
      await openPage(page, url);
      return page;
    },
  };
  return sessions;
}

/** Opens a page and waits until the session is shown. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('main').waitFor();
}

/** The number of the selected step. */
export async function stepOf(page: Page): Promise<number> {
  return Number((await page.locator('.position').textContent())?.split(' ')[0]);
}

/** Clicks an event of a node as soon as it is enabled, and waits until it has happened. */
export async function take(page: Page, node: string, label: string): Promise<void> {
  const card = page.locator(`[data-node="${node}"]`);
  const what = `button.take[aria-label^="${label}"]:enabled`;
  const button = card.locator(what).first();
  // The page may still be travelling to this step; then nothing can be done yet.
  await button.waitFor({ state: 'attached' });
  // Messages that arrived before are folded behind a line.
  if (!(await button.isVisible())) {
    const folded = card.locator('.folded:not([open])', { has: page.locator(what) });
    await folded.first().locator('summary').click();
  }
  await clickOn(page, button);
}

/** Presses a key that leads to another step, and waits until the page is there. */
export async function press(page: Page, key: string): Promise<void> {
  const before = await momentOf(page);
  await page.keyboard.press(key);
  await expect.poll(() => momentOf(page)).not.toBe(before);
}

/** Crashes a node by its menu. */
export async function crash(page: Page, node: string): Promise<void> {
  await page.locator(`[data-node="${node}"] .menu summary`).click();
  await clickOn(page, page.locator(`[data-node="${node}"]`).getByText('Crash it'));
}

async function clickOn(page: Page, what: Locator): Promise<void> {
  const before = await momentOf(page);
  await what.click();
  await expect.poll(() => momentOf(page)).not.toBe(before);
}

/** The id of the selected step, which is unique. */
export async function momentOf(page: Page): Promise<string | null> {
  return page.locator('main').getAttribute('data-moment');
}

/** The folder of this repository's lab. */
export const ROOT = join(PROGRAM, '..', '..');

/**
 * A picture for the guide, taken afresh on request: `IMAGES=1 npx vitest run selftest/debugger`.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['IMAGES'] === undefined) return;
  await page.screenshot({ path: join(ROOT, 'docs', 'guide', 'images', `${name}.png`) });
}
