import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

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

/** Opens a page and waits until the session is shown. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('main').waitFor();
}

/** The number of the step that is looked at. */
export async function stepOf(page: Page): Promise<number> {
  return Number((await page.locator('.position').textContent())?.split(' ')[0]);
}

/** Clicks what makes something happen at a node, and waits until it has. */
export async function take(page: Page, node: string, label: string): Promise<void> {
  const before = await momentOf(page);
  const card = page.locator(`[data-node="${node}"]`);
  await card.locator(`button.take[aria-label^="${label}"]:enabled`).first().click();
  await expect.poll(() => momentOf(page)).not.toBe(before);
}

/** The step that is looked at, by which nothing else is called. */
export async function momentOf(page: Page): Promise<string | null> {
  return page.locator('main').getAttribute('data-moment');
}

/** Where the lab of this repository is. */
export const ROOT = join(PROGRAM, '..', '..');
