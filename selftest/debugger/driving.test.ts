import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityOf } from './accessibility.js';
import { openBrowser } from '../browser.js';
import { CALL_FLOWS, driveThrough, viewsOf } from './call-flows.js';
import {
  debug,
  momentOf,
  openPage,
  picture,
  ROOT,
  stepOf,
  take,
  type Debugging,
} from './debugging.js';

let browser: Browser;
let debugging: Debugging;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  [browser, debugging] = await Promise.all([
    openBrowser(),
    debug(ROOT, '--servers', '2', '--clients', '1', '--workload', 'PUT:foo:bar,GET:foo'),
  ]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await openPage(page, debugging.url);
});
afterAll(async () => {
  await browser?.close();
  await debugging?.stop();
});

describe('lab 2 driven by hand', () => {
  it('comes to “client done” with the mouse', async () => {
    await take(page, 'viewserver', 'Deliver Ping(0) from server1');
    await take(page, 'server1', 'Deliver ViewReply(View(1');
    await take(page, 'viewserver', 'Deliver GetView');
    await take(page, 'client1', 'Deliver ViewReply(View(1');
    await take(page, 'server1', 'Deliver Request');
    await take(page, 'client1', 'Deliver Reply');
    await take(page, 'server1', 'Deliver Request');
    await take(page, 'client1', 'Deliver Reply');
    await expect.poll(() => page.locator('.work .done').count()).toBe(1);
    const goal = page.locator('.predicates li', { hasText: 'CLIENTS_DONE' }).first();
    expect(await goal.textContent()).toContain('✓');
    expect(await page.locator('.scene .band').count()).toBe(1);
    const band = await page.locator('.margin .band-name').textContent();
    expect(band).toContain('view 1 {server1, –}');
  });

  it('shows what a step changed, field by field', async () => {
    const changes = page.locator('.step-panel .lines').first();
    expect(await changes.textContent()).toContain('outstanding');
    expect(await page.locator('[data-node="client1"].is-changed').count()).toBe(1);
  });

  it('goes back by key, on by key, and undoes', async () => {
    const end = await stepOf(page);
    await page.locator('.scroller').focus();
    await page.keyboard.press('p');
    await expect.poll(() => stepOf(page)).toBe(end - 1);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => stepOf(page)).toBe(end - 2);
    await page.keyboard.press('n');
    await expect.poll(() => stepOf(page)).toBe(end - 1);
    await page.keyboard.press('u');
    await expect.poll(() => stepOf(page)).toBe(end - 2);
    await page.keyboard.press('End');
    await expect.poll(() => stepOf(page)).toBe(end);
  });

  it('makes a branch of what is done after going back, and keeps both', async () => {
    await page.locator('.step-list .step').nth(5).click();
    await expect.poll(() => stepOf(page)).toBe(6);
    await take(page, 'viewserver', 'Deliver Ping(0) from server2');
    await expect.poll(() => page.locator('.tree-scroller .knot').count()).toBeGreaterThan(3);
    await page.locator('.history .chip').click();
    await page.locator('.branch-name').fill('with a backup');
    await page.keyboard.press('Enter');
    const name = page.locator('.tree-scroller .knot', { hasText: 'with a backup' });
    await expect.poll(() => name.count()).toBe(1);
  });

  it('goes to the step that is clicked in the diagram', async () => {
    await page.locator('.scene .row .hit').nth(1).click();
    await expect.poll(() => stepOf(page)).toBe(6);
    expect(await page.locator('.scene .row.is-chosen').count()).toBe(1);
  });

  it('shows the contents of a message on demand', async () => {
    const message = page
      .locator('[data-node="viewserver"] .event-what', { hasText: 'Ping(0)' })
      .first();
    await message.click();
    const contents = page.locator('[data-node="viewserver"] .contents .value-tree').first();
    await expect.poll(() => contents.textContent()).toBe('viewNum0');
    await message.click();
  });

  it('says why something is not possible', async () => {
    await page.locator('[data-node="server1"] .menu summary').click();
    await page.getByRole('button', { name: 'Cut it off from the others' }).click();
    const off = page.locator('[data-node="viewserver"] .event.is-off .refusal').first();
    await expect.poll(() => off.textContent()).toContain('the link from server1 to viewserver');
    await page.locator('[data-node="server1"] .menu summary').click();
    await page.keyboard.press('u');
  });

  it('hides a node and shows it again', async () => {
    await page.locator('[data-node="server2"] .menu summary').click();
    await page.getByRole('button', { name: 'Hide it' }).click();
    await expect.poll(() => page.locator('[data-node]').count()).toBe(3);
    await page.getByRole('button', { name: 'show server2' }).click();
    await expect.poll(() => page.locator('[data-node]').count()).toBe(4);
  });

  it.each(['light', 'dark'] as const)('is readable by everybody, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('wrote no error to the console', () => {
    expect(errors).toEqual([]);
  });
});

describe('the keyboard alone', () => {
  it('drives to “client done”', async () => {
    await page.keyboard.press('Escape');
    await page.locator('.scroller').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => stepOf(page)).toBe(1);
    for (let i = 0; i < 3; i++) await page.keyboard.press('n');
    await expect.poll(() => stepOf(page)).toBe(4);
    await page.keyboard.press('d');
    await pressOn(page, 'viewserver', 'Deliver Ping(0) from server1');
    await pressOn(page, 'server1', 'Deliver ViewReply(View(1');
    await pressOn(page, 'viewserver', 'Deliver GetView');
    await pressOn(page, 'client1', 'Deliver ViewReply(View(1');
    await pressOn(page, 'server1', 'Deliver Request');
    await pressOn(page, 'client1', 'Deliver Reply');
    await pressOn(page, 'server1', 'Deliver Request');
    await pressOn(page, 'client1', 'Deliver Reply');
    await expect.poll(() => page.locator('.work .done').count()).toBe(1);
  });
});

/** Moves with the arrow keys to a possible action, as a person who sees the focus does. */
async function pressOn(of: Page, at: string, name: string): Promise<void> {
  const focused = async (): Promise<readonly [string | null, string]> => {
    const node = of.locator('.node:focus-within');
    const button = of.locator('button.take:focus');
    if ((await button.count()) === 0) return [null, ''];
    const label = await button.getAttribute('aria-label');
    return [await node.getAttribute('data-node'), label ?? ''];
  };
  for (let i = 0; i < 6 && (await focused())[0] !== at; i++) await of.keyboard.press('ArrowRight');
  for (let i = 0; i < 6 && (await focused())[0] !== at; i++) await of.keyboard.press('ArrowLeft');
  for (let i = 0; i < 12 && !(await focused())[1].startsWith(name); i++) {
    await of.keyboard.press('ArrowDown');
  }
  expect(await focused()).toEqual([at, expect.stringMatching(new RegExp(`^${escape(name)}`))]);
  const before = await momentOf(of);
  await of.keyboard.press('Enter');
  await expect.poll(() => momentOf(of)).not.toBe(before);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

describe('the course’s call flows', () => {
  it.each(CALL_FLOWS.map((flow) => [flow.name, flow] as const))(
    'are driven by hand: %s',
    async (_name, flow) => {
      const other = await debug(ROOT, '--servers', '3', '--clients', '0');
      const drawn = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
      try {
        await openPage(drawn, other.url);
        await driveThrough(drawn, flow);
        await picture(drawn, `debugger-call-flow-${flow.name.toLowerCase().replace(' ', '-')}`);
        expect(await viewsOf(drawn)).toEqual(flow.views);
        expect(await drawn.locator('.scene .mark.crash').count()).toBe(1);
      } finally {
        await drawn.close();
        await other.stop();
      }
    },
  );
});

describe('Ctrl-C', () => {
  it('ends it', async () => {
    expect(await debugging.stop()).toBe(0);
  });
});
