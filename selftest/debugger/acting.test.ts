import { describe, expect, it } from 'vitest';
import { crash, driveFromScratch, momentOf, take } from './debugging.js';

const driven = driveFromScratch('PUT:foo:bar');

/** Clicks something other than an event of a node, and waits until it has happened. */
async function act(name: string): Promise<void> {
  const before = await momentOf(driven.page);
  await driven.page.getByRole('button', { name, exact: true }).click();
  await expect.poll(() => momentOf(driven.page)).not.toBe(before);
}

const inbox = (node: string) =>
  driven.page.locator(`[data-node="${node}"] .inbox > .events .event`);
const title = () => driven.page.locator('.step-panel .title').textContent();

describe('what a person does to a system', () => {
  it('loses a message, which is drawn as lost', async () => {
    const pings = await inbox('viewserver').count();
    await inbox('viewserver').filter({ hasText: 'Ping(0)' }).first().locator('.event-what').click();
    await act('Lose it');
    expect(await title()).toMatch(/Ping\(viewNum=0\) is lost$/);
    await expect.poll(() => inbox('viewserver').count()).toBe(pings - 1);
    expect(await driven.page.locator('.scene .arrow.is-lost').count()).toBe(1);
  });

  it('sets messages aside, and restores those for one node', async () => {
    await act('Set messages aside');
    expect(await inbox('viewserver').count()).toBe(0);
    const aside = driven.page.locator('[data-node="viewserver"] .folded', { hasText: 'set aside' });
    expect(await aside.count()).toBe(1);
    await driven.page.locator('[data-node="viewserver"] .menu summary').click();
    await act('Restore what was set aside for it');
    await expect.poll(() => inbox('viewserver').count()).toBeGreaterThan(0);
  });

  it('stops a node’s timers, and lets them fire again', async () => {
    const fire = driven.page.locator('[data-node="server1"] .timers button.take');
    expect(await fire.first().isEnabled()).toBe(true);
    await driven.page.locator('[data-node="server1"] .menu summary').click();
    await act('Stop its timers');
    expect(await fire.first().isEnabled()).toBe(false);
    expect(await driven.page.locator('[data-node="server1"] .timers .refusal').textContent()).toBe(
      'the timers of server1 are off',
    );
    await act('Let its timers fire');
    await expect.poll(() => fire.first().isEnabled()).toBe(true);
  });

  it('turns a single link off, and all on again', async () => {
    await driven.page.locator('.links > summary').click();
    await act('The link from viewserver to server1');
    expect(await title()).toBe('off: viewserver → server1');
    expect(await driven.page.locator('.links > summary').textContent()).toBe('Links · 1 off');
    await act('Turn all links and timers on');
    expect(await title()).toBe('all links and timers are on');
    await driven.page.keyboard.press('Escape');
  });

  it('crashes a node, and nothing more happens there', async () => {
    await crash(driven.page, 'server2');
    const card = driven.page.locator('[data-node="server2"]');
    expect(await card.textContent()).toContain('not there');
    expect(await card.locator('button.take').count()).toBe(0);
    expect(await driven.page.locator('.scene .mark.crash').count()).toBe(1);
  });
});

describe('the checker, from where one is', () => {
  const search = async (what: string): Promise<void> => {
    await driven.page.getByText('Drive', { exact: true }).click();
    await driven.page.locator('.drive select').selectOption({ label: what });
    await driven.page.locator('.drive input').first().fill('300');
    await driven.page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  const notice = () => driven.page.locator('.notice.is-warning, .notice.is-fine');

  it('looks for a violation, and says how far it looked', async () => {
    const before = await momentOf(driven.page);
    await search('a violation');
    await expect
      .poll(() => notice().textContent())
      .toMatch(/a violation: not found, .*, \d+ states looked at/);
    expect(await momentOf(driven.page)).toBe(before);
  });

  it('looks for a predicate of the list, under the links there are', async () => {
    await take(driven.page, 'viewserver', 'Deliver');
    await search('CLIENTS_DONE');
    await expect
      .poll(() => notice().textContent())
      .toMatch(/CLIENTS_DONE: (found after \d+ steps?|not found), .*looked at/);
  });
});
