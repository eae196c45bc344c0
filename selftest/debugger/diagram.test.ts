import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf, labtest } from '../cli-process.js';
import { materialise, readMutant } from '../mutants/index.js';
import { debug, driveFromScratch, openPage, ROOT, stepOf, take } from './debugging.js';

const SOLUTION = join(ROOT, 'solutions', 'lab2-reference', 'src');
const driven = driveFromScratch('PUT:foo:bar,GET:foo');

describe('the space-time diagram', () => {
  const rows = () => driven.page.locator('.scene .row').count();

  it('draws each event as what it is', async () => {
    const { page } = driven;
    await take(page, 'viewserver', 'Deliver Ping(0) from server1');
    await take(page, 'server1', 'Deliver ViewReply(View(1');
    await take(page, 'server1', 'Fire PingTimer');
    expect(await rows()).toBe(3);
    expect(await page.locator('.scene .arrow').count()).toBe(2);
    expect(await page.locator('.scene .mark.fire').count()).toBe(1);
    expect(await page.locator('.scene .band').count()).toBe(1);
  });

  it('leaves out what one does not want to see, by kind and by node', async () => {
    const { page } = driven;
    await page.locator('.diagram .menu > summary').click();
    await page.getByRole('checkbox', { name: 'timers' }).uncheck();
    await expect.poll(rows).toBe(2);
    await page.getByRole('checkbox', { name: 'timers' }).check();
    await expect.poll(rows).toBe(3);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Hide server1' }).click();
    await expect.poll(() => page.locator('.lane-name').count()).toBe(3);
    // Its messages to others are still there: they happen at the others.
    await expect.poll(rows).toBe(2);
    await page.getByRole('button', { name: 'show server1' }).click();
    await expect.poll(rows).toBe(3);
  });

  it('has its lanes in the order one wants, and the nodes with them', async () => {
    const { page } = driven;
    const told = (what: string, of: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('${what}')].map((element) => element.${of})`,
      );
    const lanes = () => told('.lane-name', 'title');
    const cards = () => told('[data-node]', 'dataset.node');
    const before = await lanes();
    await page.getByRole('button', { name: 'Move server2 to the left' }).click();
    const [a, b, c, d] = before;
    await expect.poll(lanes).toEqual([a, b, d, c]);
    expect(await cards()).toEqual([a, b, d, c]);
  });

  it('is zoomed by button and by wheel', async () => {
    const { page } = driven;
    const height = () => page.evaluate<number>("document.querySelector('svg.scene').clientHeight");
    const before = await height();
    await page.getByRole('button', { name: 'Smaller' }).click();
    await expect.poll(height).toBeLessThan(before);
    await page.locator('.scroller').hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(height).toBe(before);
  });

  it('finds events by words, and goes from one to the next', async () => {
    const { page } = driven;
    await page.keyboard.press('/');
    await page.keyboard.type('viewreply server1');
    await expect.poll(() => page.locator('.scene .row.is-hit').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.step-panel .title').textContent())
      .toContain('ViewReply');
    await page.keyboard.press('Escape');
  });
});

describe('what is stated of the system', () => {
  it('says what it read', async () => {
    const { page } = driven;
    const goal = page.locator('.predicates li', { hasText: 'CLIENTS_DONE' }).first();
    await goal.locator('summary').click();
    await expect
      .poll(() => goal.locator('.reads').textContent())
      .toBe('client1: no result yet; waits for Put(key=foo, value=bar)');
    const results = page.locator('.predicates li', { hasText: 'RESULTS_OK' }).first();
    expect(await results.textContent()).toContain(
      'not judged: the workload holds no expected results',
    );
  });
});

describe('a connection that breaks', () => {
  it('is told, made again, and the page goes on where it was', async () => {
    const page = await driven.browser.newPage();
    let breakIt: (() => Promise<void>) | undefined;
    let isGone = false;
    await page.routeWebSocket(/session/, async (socket) => {
      if (isGone) return socket.close();
      socket.connectToServer();
      breakIt = () => socket.close();
      return undefined;
    });
    await openPage(page, driven.page.url());
    const before = await stepOf(page);
    isGone = true;
    await breakIt?.();
    await expect.poll(() => page.locator('.notice.is-bad').textContent()).toContain('is gone');
    isGone = false;
    await expect.poll(() => page.locator('.notice.is-bad').count()).toBe(0);
    expect(await stepOf(page)).toBe(before);
    await take(page, 'viewserver', 'Deliver GetView');
    await page.close();
  });
});

describe('a run of thousands of events', () => {
  const trace = join('logs', 'latest', '2.12-seed1.trace.json');
  let lab: string;
  beforeAll(async () => {
    lab = folderOf({ 'labtest.yaml': `lab: "2"\nsolution: ${SOLUTION}\n` });
    await labtest(lab, ['run', '2.12', '--seed', '1', '--save-traces']);
  });

  async function converted(...flags: readonly string[]): Promise<string> {
    await labtest(lab, ['trace', 'convert', trace, '--to', 'html', '-o', 'page.html', ...flags]);
    return `file://${join(lab, 'page.html')}`;
  }

  it('draws what is in sight, and goes to its end at once', async () => {
    const page = await driven.browser.newPage();
    await openPage(page, await converted());
    const [step, all] = ((await page.locator('.position').textContent()) ?? '').split(' of ');
    expect(Number(all)).toBeGreaterThan(5000);
    expect(step).toBe(all);
    const drawn = () => page.locator('.scene .row').count();
    const topmost = () => page.locator('.scene .row').first().getAttribute('data-moment');
    expect(await drawn()).toBeLessThan(100);
    const before = await topmost();
    await page.locator('.scroller').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => stepOf(page)).toBe(1);
    await expect.poll(topmost).not.toBe(before);
    expect(await drawn()).toBeLessThan(100);
    expect(await page.locator('.step-list .step').count()).toBeLessThan(100);
    await page.close();
  });

  it.each(['a live page', 'labtest debug'])(
    'is shown by %s while its steps are being taken again, and is driven then',
    async (door) => {
      const debugging = door === 'labtest debug' ? await debug(lab, trace) : undefined;
      const page = await driven.browser.newPage();
      page.setDefaultTimeout(120_000);
      await page.addInitScript(`
        globalThis.whys = new Set();
        new MutationObserver(() => {
          for (const { title } of document.querySelectorAll('.node button.take:disabled')) {
            whys.add(title.replace(/\\d+ of \\d+/, 'N of N'));
          }
        }).observe(document, { subtree: true, childList: true, attributes: true });
      `);
      await openPage(page, debugging?.url ?? (await converted('--live')));
      const shown = await stepOf(page);
      await page.locator('.node button.take:enabled').first().waitFor({ state: 'attached' });
      expect(await page.evaluate('[...whys]')).toContain(
        'replaying the steps with the lab: N of N',
      );
      expect(await stepOf(page)).toBe(shown);
      await page.locator('.node button.take:enabled').first().click();
      await expect.poll(() => stepOf(page)).toBe(shown + 1);
      await page.close();
      await debugging?.stop();
    },
  );
});

describe('the page while it opens', () => {
  it('moves nothing that stands there already', async () => {
    const page = await driven.browser.newPage();
    await page.addInitScript(`
      globalThis.moved = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          moved.push(value.toFixed(3) + ' ' + sources.map(({ node }) => node?.className).join());
        }
      }).observe({ type: 'layout-shift', buffered: true });
    `);
    await openPage(page, driven.page.url());
    expect(await page.evaluate('moved')).toEqual([]);
    await page.close();
  });
});

describe('from a trace of a run that failed', () => {
  it('shows why, by the clock of the run, and goes to the cause', async () => {
    const lab = join(folderOf({}), 'lab');
    materialise(readMutant('everybody-takes-client-requests'), lab);
    const { stdout } = await labtest(lab, ['run', '2.14', '--seed', '1']);
    const file = /drive +labtest debug (\S+)/.exec(stdout)?.[1] ?? 'no line';
    const debugging = await debug(lab, file);
    try {
      const page = await driven.browser.newPage();
      await openPage(page, debugging.url);
      const advice = page.locator('.advice');
      await expect.poll(() => advice.textContent()).toContain('non-primary-answers');
      expect(await advice.textContent()).toContain('labtest run 2.14 --seed 1');
      expect(await page.locator('.margin .number').first().textContent()).toMatch(/^\d+\.\d$/);
      await advice.getByRole('button').first().click();
      await expect.poll(() => page.locator('.step-panel .flag-cause').count()).toBe(1);
      await page.close();
    } finally {
      await debugging.stop();
    }
  });
});
