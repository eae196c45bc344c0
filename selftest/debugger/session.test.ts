import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTrace } from '../../src/core/trace/index.js';
import { folderOf, labCopy, labtest, start } from '../cli-process.js';
import { materialise, readMutant } from '../mutants/index.js';
import {
  debug,
  momentOf,
  openPage,
  picture,
  press,
  ROOT,
  sessionsOfFile,
  stepOf,
  take,
} from './debugging.js';

const sessions = sessionsOfFile();

const opened = (cwd: string, ...args: readonly string[]): Promise<Page> =>
  sessions.open({ width: 1920, height: 1080 }, cwd, ...args);

describe('from a test', () => {
  let page: Page;
  beforeAll(async () => {
    page = await opened(ROOT, '--test', '2.16');
  });

  it('shows the states its searches start from, by name, under their rules', async () => {
    const names = await page.locator('.stages option').allTextContents();
    expect(names).toEqual(['1. the client can finish', '2. results are right']);
    await page.locator('.stages select').selectOption('0');
    const goal = page.locator('.predicates li', { hasText: 'CLIENTS_DONE' }).first();
    await expect.poll(() => goal.textContent()).toContain('goal');
  });

  it('searches for the goal from here, and appends the path found', async () => {
    const before = await stepOf(page);
    await page.getByRole('button', { name: 'search for it from here' }).click();
    await expect.poll(() => stepOf(page)).toBeGreaterThan(before);
    expect(await page.locator('.notice').textContent()).toContain('CLIENTS_DONE: found after');
    await expect.poll(() => page.locator('.work .done').count()).toBe(1);
  });

  it('runs on with a seed, the same way each time', async () => {
    const before = await momentOf(page);
    const run = async (): Promise<string | null> => {
      await page.getByText('Drive', { exact: true }).click();
      await page.getByRole('spinbutton', { name: 'for events' }).fill('8');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => momentOf(page)).not.toBe(before);
      return momentOf(page);
    };
    const first = await run();
    while ((await momentOf(page)) !== before) await press(page, 'u');
    expect(await run()).toBe(first);
  });

  it('saves the branch as a trace', async () => {
    await page.locator('.save > summary').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'as a trace file' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    const trace = await parseTrace(text, 'the download');
    expect(trace.events.length).toBe(await stepOf(page));
  });
});

describe('from a test with many searches', () => {
  it('offers each of the states they start from, with what that search forbids', async () => {
    const page = await opened(ROOT, '--test', '2.18');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.locator('.stages option').allTextContents()).toEqual([
      '1. view 2 {server1, server2} begins',
      '2. both clients send requests',
      '3. the clients can finish',
      '4. forwarded in the reverse order',
      '5. only the second forwarded',
      '6. from the requests on',
    ]);
    const prunes = page.locator('.predicates li', { hasText: 'search ends at' });
    expect(await prunes.first().textContent()).toContain('CLIENTS_DONE');
    await picture(page, 'debugger-search');
    await page.locator('.stages select').selectOption('1');
    await expect.poll(() => page.locator('.links > summary').textContent()).toMatch(/ off$/);
    const off = page.locator('.event.is-off .refusal');
    await expect.poll(() => off.first().textContent()).toMatch(/^the (link|timers)/);
  });
});

describe('a search that takes too long', () => {
  it('is stopped', async () => {
    const page = await opened(ROOT, '--servers', '2', '--clients', '2', '--workload', 'PUT:a:b');
    await page.getByText('Drive', { exact: true }).click();
    await page.locator('.drive input').first().fill('50000000');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    const notice = page.locator('.notice.is-warning');
    await expect.poll(() => notice.textContent()).toContain('stopped');
    expect(await page.locator('.notice.is-busy').count()).toBe(0);
  });
});

describe('from a trace of a failure', () => {
  it('shows the verdict, the cause and what to do, and marks the step', async () => {
    const lab = join(folderOf({}), 'lab');
    materialise(readMutant('executed-every-time'), lab);
    const { stdout } = await labtest(lab, ['search', '2.16', '--states', '4000']);
    const file = /trace +(\S+\.trace\.json)/.exec(stdout)?.[1] as string;
    const page = await opened(lab, file);
    const advice = page.locator('.advice');
    await expect.poll(() => advice.textContent()).toContain('executed-twice');
    expect(await advice.textContent()).toContain('RESULTS_OK is violated');
    expect(await advice.textContent()).toContain('labtest search 2.16');
    expect(await page.locator('.scene .ring.violated').count()).toBe(1);
    await picture(page, 'debugger-failure');
    await advice.getByRole('button').first().click();
    await expect.poll(() => page.locator('.step-panel .flag-cause').count()).toBe(1);
  });
});

describe('a failure with -z', () => {
  it.each([
    ['a violation', 'executed-every-time', 'RESULTS_OK is violated'],
    ['a goal that was not found', 'first-view-numbered-zero', 'could not find a state'],
  ])('opens in the debugger, and says how to open it later: %s', async (_what, mutant, says) => {
    const lab = join(folderOf({}), 'lab');
    materialise(readMutant(mutant), lab);
    const run = start(lab, ['search', '2.16', '--states', '4000', '-z']);
    const url = /http:\/\/127\.0\.0\.1:\S+/.exec(
      await run.seen('http://127.0.0.1:'),
    )?.[0] as string;
    const page = await sessions.browser.newPage();
    await openPage(page, url);
    await expect.poll(() => page.locator('.advice').textContent()).toContain(says);
    await page.close();
    run.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/drive {5}labtest debug logs\S+2\.16\.trace\.json/);
  });
});

describe('what cannot be started', () => {
  it.each([
    [['x.trace.json', '--servers', '1', '--clients', '2'], 'leave out --servers, --clients.'],
    [['--test', '9.9'], 'Lab 2 has no test 9.9.'],
    [['--test', '2.14'], 'Test 2.14 has no searches.'],
    [['--test', '2.16-2.18'], '--test 2.16-2.18: one test at a time.'],
    [['--workload', 'PUT:a:b,,GET:a'], '"" is not a key-value command'],
    [['--clients', '3', '--workload', 'GET:a', '--workload', 'GET:b'], '2 workloads for 3'],
  ])('%j', async (args, says) => {
    const { code, stderr } = await labtest(ROOT, ['debug', '--no-browser', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).toContain('(LT00');
  });
});

describe('without the server', () => {
  it('says so, and that another one is another session', async () => {
    const args = ['--servers', '1', '--workload', 'PUT:a:b'];
    const first = await debug(ROOT, ...args);
    const page = await sessions.browser.newPage();
    await openPage(page, first.url);
    await first.stop();
    const gone = page.locator('.notice.is-bad');
    await expect.poll(() => gone.textContent()).toContain('The server is gone');
    await sessions.start(ROOT, ...args, '--port', new URL(first.url).port);
    // Another session has another token; the page says that it belongs to one that has ended.
    await expect.poll(() => gone.textContent()).toContain('has ended');
  });
});

describe('a lab of one’s own', () => {
  let lab: string;
  let page: Page;
  let file: string;
  let code: string;
  beforeAll(async () => {
    lab = labCopy('lab2-reference');
    file = join(lab, 'src', 'view-server.ts');
    code = readFileSync(file, 'utf8');
    page = await opened(lab, '--servers', '1', '--workload', 'PUT:a:b');
  });

  it('has a regression kept with it, which replay runs', async () => {
    await take(page, 'viewserver', 'Deliver Ping(0)');
    await page.locator('.save > summary').click();
    await page.getByRole('button', { name: 'as a regression' }).click();
    const notice = page.locator('.notice.is-fine');
    await expect.poll(() => notice.textContent()).toContain('labtest replay ');
    const line = /labtest replay (\S+\.json)/.exec((await notice.textContent()) ?? '')?.[1] ?? '';
    const replayed = await labtest(lab, ['replay', line]);
    expect([replayed.code, replayed.stderr]).toEqual([0, '']);
    await page.locator('.save > summary').click();
    await page.getByRole('button', { name: 'as a regression' }).click();
    // A second file beside the first, which is not overwritten.
    await expect.poll(() => notice.textContent()).not.toContain(line);
  });

  it('replays the same steps after an edit, says where they differ, and recovers', async () => {
    await take(page, 'server1', 'Deliver ViewReply');
    writeFileSync(file, `${code}\nimport fs from 'node:fs';\nexport const gone = fs;\n`);
    const broken = page.locator('.notice.is-bad');
    await expect.poll(() => broken.textContent()).toContain('does not load');
    expect(await broken.textContent()).toContain('view-server.ts:');
    // With an earlier step selected, the steps after it are replayed, too.
    await press(page, 'p');
    writeFileSync(file, code.replace(/(class ViewServer extends Node \{)/, '$1\n  extra = 1;'));
    await expect.poll(() => broken.count()).toBe(0);
    const difference = page.locator('.notice.is-warning');
    await expect
      .poll(() => difference.textContent())
      .toContain('From step 1 on (viewserver starts');
    expect(await difference.textContent()).toContain('extra');
    await difference.getByRole('button', { name: 'Close' }).click();
    expect(await difference.count()).toBe(0);
    expect(await page.locator('.position').textContent()).toBe('4 of 5');
  });

  it('may have an endless handler: it is told, and the session goes on', async () => {
    writeFileSync(
      file,
      code.replace(/(handlePing\([^)]*\)[^{]*\{)/, '$1 for (;;) { /* for ever */ }'),
    );
    const fault = page.locator('.step-panel .flag-fault').first();
    await expect
      .poll(() => page.locator('.notice.is-warning').textContent())
      .toContain('extra: removed');
    await page.locator('.scroller').focus();
    for (const key of ['Home', 'n', 'n']) await press(page, key);
    expect(await stepOf(page)).toBe(3);
    await take(page, 'viewserver', 'Deliver Ping(0)');
    await expect.poll(() => fault.textContent()).toContain('handlePing');
    await press(page, 'u');
    await take(page, 'viewserver', 'Deliver GetView');
    expect(await page.locator('.step-panel .flag-fault').count()).toBe(0);
  });
});
