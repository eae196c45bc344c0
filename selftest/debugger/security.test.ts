import { createServer } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket as Client } from 'ws';
import { openBrowser } from '../browser.js';
import { debug, openPage, ROOT, take, type Debugging } from './debugging.js';

let debugging: Debugging;
let browser: Browser;
let origin: string;
let token: string;

beforeAll(async () => {
  [browser, debugging] = await Promise.all([
    openBrowser(),
    debug(ROOT, '--servers', '1', '--workload', HOSTILE.map((text) => `PUT:k:${text}`).join(',')),
  ]);
  const url = new URL(debugging.url);
  [origin, token] = [url.origin, url.hash.slice(1)];
});
afterAll(async () => {
  await browser?.close();
  await debugging?.stop();
});

/** Texts that pages could take for markup, and characters that are invisible. */
const HOSTILE = [
  '<img src=x onerror="document.title=1">',
  '</script><script>document.title=2</script>',
  'a\u202eb\u0007c\u2066d',
];

/**
 * How the server answers an attempt to open a session: the code with which it closes or refuses.
 */
async function opened(path: string, headers: Record<string, string>): Promise<number | 'open'> {
  const socket = new Client(`${origin.replace('http', 'ws')}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => undefined);
    socket.on('message', () => {
      resolve('open');
      socket.close();
    });
  });
}

async function answered(method: string, path: string, host: string): Promise<number> {
  const { port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ method, path, port, host: '127.0.0.1', headers: { host } });
    asked.on('response', (response) => resolve(response.statusCode ?? 0));
    asked.on('error', reject);
    asked.end();
  });
}

describe('the debugger’s server', () => {
  it('opens to its own page with its token', async () => {
    expect(await opened(`/session?token=${token}`, { origin })).toBe('open');
  });

  it('opens to nobody else', async () => {
    const path = `/session?token=${token}`;
    expect(await opened(path, { origin: 'http://evil.example' })).toBe(403);
    expect(await opened(path, {})).toBe(403);
    expect(await opened('/session?token=guessed', { origin })).toBe(4001);
    expect(await opened('/session', { origin })).toBe(4001);
    expect(await opened(path, { origin, host: 'evil.example' })).toBe(403);
  });

  it('answers by no other name, and to nothing that could change something', async () => {
    const { host } = new URL(origin);
    expect(await answered('GET', '/', host)).toBe(200);
    expect(await answered('GET', '/', 'evil.example')).toBe(421);
    expect(await answered('POST', '/', host)).toBe(405);
    expect(await answered('DELETE', '/', host)).toBe(405);
    expect(await answered('GET', '/session', host)).toBe(404);
    expect(await answered('GET', '/../../package.json', host)).toBe(404);
  });

  it('cannot be reached by a page of another origin', async () => {
    const evil = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>evil</title>');
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const seen = await page.evaluate(`(async () => {
      const socket = new WebSocket('${origin.replace('http', 'ws')}/session?token=${token}');
      const said = await new Promise((resolve) => {
        socket.addEventListener('message', () => resolve('a message'));
        socket.addEventListener('close', () => resolve('closed'));
      });
      return [said, await fetch('${origin}/').then(() => 'read', () => 'refused')];
    })()`);
    expect(seen).toEqual(['closed', 'refused']);
    await page.close();
    evil.close();
  });

  it('takes only messages of its protocol', async () => {
    const socket = new Client(`${origin.replace('http', 'ws')}/session?token=${token}`, {
      headers: { origin },
    });
    const code = await new Promise<number>((resolve) => {
      socket.on('open', () => socket.send('{"kind":"take","deed":{"kind":"eval"}}'));
      socket.on('close', resolve);
    });
    expect(code).toBe(1008);
  });

  it('shows a student’s text as text', async () => {
    const page = await browser.newPage();
    await openPage(page, debugging.url);
    await take(page, 'viewserver', 'Deliver Ping(0) from server1');
    await take(page, 'server1', 'Deliver ViewReply');
    await take(page, 'viewserver', 'Deliver GetView');
    await take(page, 'client1', 'Deliver ViewReply');
    for (let i = 0; i < 3; i++) {
      await take(page, 'server1', 'Deliver Request');
      await take(page, 'client1', 'Deliver Reply');
    }
    expect(await page.title()).toContain('lab 2');
    expect(await page.locator('#app img, #app script').count()).toBe(0);
    const text = await page.locator('#app').innerText();
    expect(text).toContain('<img src=x onerror=');
    expect(text).toContain(String.raw`a\u202eb\x07c\u2066d`);
    expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
    await page.close();
  });
});
