import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from '../cli-process.js';
import { momentOf, picture, ROOT, sessionsOfFile, take } from './debugging.js';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const sessions = sessionsOfFile();

/** A system that has run for a while. */
async function ran(cwd: string, events: number, ...args: readonly string[]): Promise<Page> {
  const page = await sessions.open(SIZES[0], cwd, ...args);
  await page.getByText('Drive', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'for events' }).fill(String(events));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  // It is told when all of them have happened.
  await page.getByRole('button', { name: 'Close' }).click();
  return page;
}

/** What is not readable on a page: what lies over its neighbour, or beyond what it stands in. */
const UNREADABLE = `(() => {
  const found = [];
  const boxes = (selector) => [...document.querySelectorAll(selector)].map((element) => {
    return { element, box: element.getBoundingClientRect() };
  });
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  for (const { element, box } of boxes('.node')) {
    if (box.width < 220) found.push(element.dataset.node + ' is ' + box.width + ' wide');
    for (const inner of element.querySelectorAll('h3, h4, button, .value, .key, .refusal, li, .work span')) {
      const { left, right, width } = inner.getBoundingClientRect();
      if (width > 0 && (left < box.left - 1 || right > box.right + 1)) {
        found.push(element.dataset.node + ' does not hold ' + inner.textContent.slice(0, 40));
      }
    }
  }
  const names = boxes('.lane-text');
  names.forEach(({ element, box }, i) => {
    const next = names[i + 1];
    if (next !== undefined && next.box.left < box.right) {
      found.push(element.textContent + ' lies over ' + next.element.textContent);
    }
  });
  const edge = document.querySelector('svg.scene').getBoundingClientRect();
  for (const { element, box } of boxes('.scene text')) {
    if (box.left < edge.left || box.right > edge.right) {
      found.push('cut off: ' + element.textContent);
    }
  }
  return found;
})()`;

const lanes = (page: Page) => page.locator('.lane-text').allTextContents();

describe('ten servers and three clients', () => {
  let page: Page;
  beforeAll(async () => {
    page = await ran(ROOT, 60, '--servers', '10', '--clients', '3');
  });

  it.each(SIZES)('are readable, $width wide', async (size) => {
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(UNREADABLE)).toEqual([]);
    expect(new Set(await lanes(page)).size).toBe(14);
    if (size.width === 1920) await picture(page, 'debugger-ten-servers');
  });

  it('are scrolled to where the step is, in the diagram and among the nodes', async () => {
    await page.setViewportSize(SIZES[0]);
    await page.locator('.step-list .step', { hasText: /PingTimer\(\) server10/ }).click();
    const card = page.locator('[data-node="server10"]');
    const lane = page.locator('.lane-name', { hasText: 'server10' });
    await expect.poll(() => isInSight(page, card, '.grid')).toBe(true);
    await expect.poll(() => isInSight(page, lane, '.scroller')).toBe(true);
  });

  it('keep the times of their rows and the names of views while lanes go by', async () => {
    expect((await scrolledTo(page)).left).toBeGreaterThan(100);
    await page.evaluate("void (document.querySelector('.scroller').scrollTop = 0)");
    await page.locator('.margin .band-name', { hasText: 'view 1' }).waitFor();
    const times = page.locator('.margin .number', { hasText: /^\d+\.\d$/ });
    for (const what of [times.first(), page.locator('.margin .band-name').first()]) {
      await expect.poll(() => isInSight(page, what, '.scroller')).toBe(true);
    }
  });

  it('are dragged about, and what is dragged is not chosen', async () => {
    const { x, y } = (await page.locator('.scroller').boundingBox()) ?? { x: 0, y: 0 };
    const { left, top } = await scrolledTo(page);
    const moment = await momentOf(page);
    await page.mouse.move(x + 300, y + 400);
    await page.mouse.down();
    await page.mouse.move(x + 370, y + 150, { steps: 5 });
    await page.mouse.up();
    expect(await scrolledTo(page)).toEqual({ left: left - 70, top: top + 250 });
    expect(await momentOf(page)).toBe(moment);
    await page.mouse.click(x + 300, y + 300);
    await expect.poll(() => momentOf(page)).not.toBe(moment);
  });
});

/** How far the diagram is scrolled. */
function scrolledTo(page: Page): Promise<{ readonly left: number; readonly top: number }> {
  return page.evaluate(`(() => {
    const { scrollLeft, scrollTop } = document.querySelector('.scroller');
    return { left: scrollLeft, top: scrollTop };
  })()`);
}

async function isInSight(
  page: Page,
  what: ReturnType<Page['locator']>,
  scroller: string,
): Promise<boolean> {
  const [there, seen] = [await what.boundingBox(), await page.locator(scroller).boundingBox()];
  if (there === null || seen === null) return false;
  const isAcross = there.x >= seen.x - 1 && there.x + there.width <= seen.x + seen.width + 1;
  return isAcross && there.y < seen.y + seen.height && there.y + there.height > seen.y;
}

describe('a value of thousands of characters', () => {
  it('is cut, and stays in its card', async () => {
    const workload = `PUT:foo:${'x'.repeat(5000)},GET:foo`;
    const page = await ran(ROOT, 14, '--servers', '1', '--workload', workload);
    expect(await page.locator('.toolbar h1').textContent()).toContain('1 server, 1 client');
    await page.locator('.work .done').waitFor();
    expect(await page.locator('.work .result').last().textContent()).toContain('characters)');
    expect(await page.evaluate(UNREADABLE)).toEqual([]);
  });
});

describe('sub-nodes', () => {
  let page: Page;
  beforeAll(async () => {
    const solution = join(ROOT, 'solutions', 'lab2-sub-nodes', 'src');
    const lab = folderOf({ 'labtest.yaml': `lab: "2"\nsolution: ${solution}\n` });
    page = await ran(lab, 30, '--servers', '2', '--clients', '1');
  });

  it.each(SIZES)('are readable, $width wide', async (size) => {
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(UNREADABLE)).toEqual([]);
  });

  it('stand with their node: its lane, its inbox, its timers, its state', async () => {
    expect(await lanes(page)).toEqual(['client1', 'viewserver', 'server1', 'server2']);
    const card = page.locator('[data-node="viewserver"]');
    expect(await card.locator('.timers').textContent()).toContain('/desk');
    expect(await card.locator('.state').textContent()).toContain('viewserver/desk');
    await take(page, 'viewserver', 'Deliver Asked(server1/pulse');
    expect(await page.locator('.step-panel .title').textContent()).toMatch(
      /^viewserver → viewserver\/desk: Asked/,
    );
  });
});
