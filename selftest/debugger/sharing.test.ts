import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../cli-process.js';
import { driveFromScratch, momentOf, openPage, stepOf, take } from './debugging.js';

const driven = driveFromScratch('PUT:foo:bar,GET:foo');

/** The file that an entry of the menu saves. */
async function saved(entry: string): Promise<{ readonly name: string; readonly text: string }> {
  await driven.page.locator('.save > summary').click();
  const [download] = await Promise.all([
    driven.page.waitForEvent('download'),
    driven.page.getByRole('button', { name: entry }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Opens a saved page as somebody to whom it was mailed. */
async function mailed(text: string): Promise<Page> {
  const file = join(folderOf({ 'mailed.html': text }), 'mailed.html');
  const other = await (await driven.browser.newContext({ offline: true })).newPage();
  await openPage(other, `file://${file}`);
  return other;
}

describe('a branch is kept', () => {
  it('as a diagram in Mermaid’s text, under the name it has', async () => {
    await take(driven.page, 'viewserver', 'Deliver Ping(0) from server1');
    await driven.page.locator('.history .chip').click();
    await driven.page.locator('.branch-name').fill('First ping!');
    await driven.page.keyboard.press('Enter');
    await expect
      .poll(() => driven.page.locator('.knot', { hasText: 'First ping!' }).count())
      .toBe(1);
    const { name, text } = await saved('as a Mermaid diagram');
    expect(name).toBe('first-ping.mmd');
    expect(text).toMatch(/^sequenceDiagram\n/);
    expect(text).toMatch(/n\d->>n\d: Ping\(viewNum=0\)/);
  });

  it('as a page to read', async () => {
    const { name, text } = await saved('as a page to read');
    expect(name).toBe('first-ping.html');
    const other = await mailed(text);
    expect(await stepOf(other)).toBe(await stepOf(driven.page));
    expect(await other.locator('.margin .band-name').textContent()).toContain(
      'view 1 {server1, –}',
    );
    expect(await other.locator('button.take:enabled').count()).toBe(0);
    await other.close();
  });

  it('as a page that can be continued', async () => {
    const other = await mailed((await saved('as a page that can be continued')).text);
    await take(other, 'server1', 'Deliver ViewReply(View(1');
    await other.getByText('Drive', { exact: true }).click();
    await other.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => other.locator('.work .done').count()).toBe(1);
    await other.close();
  });

  it('as a trace, which is opened by dropping it on the page', async () => {
    const { name, text } = await saved('as a trace file');
    expect(name).toBe('first-ping.trace.json');
    await take(driven.page, 'viewserver', 'Deliver Ping(0) from server2');
    const before = await momentOf(driven.page);
    await drop(name, text);
    await expect.poll(() => momentOf(driven.page)).not.toBe(before);
    expect(await stepOf(driven.page)).toBe(5);
    await take(driven.page, 'server1', 'Deliver ViewReply(View(1');
  });
});

it('says of a file that is no trace that it is none', async () => {
  await drop('notes.txt', 'buy milk');
  const notice = driven.page.locator('.notice.is-warning');
  await expect.poll(() => notice.textContent()).toContain('notes.txt is not a trace of labtest');
});

async function drop(name: string, text: string): Promise<void> {
  await driven.page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  })()`);
}
