import type { Page } from 'playwright-core';
import { crash, take } from './debugging.js';

/** One action of a person: the label of a node's button, or a crash of the node. */
type Move = readonly [node: string, label: string] | 'server1 crashes' | 'server2 crashes';

/** The course's example call flows, as somebody with the slides at hand drives them. */
export interface CallFlow {
  readonly name: string;
  readonly moves: readonly Move[];
  /** The views of the slide, in order. */
  readonly views: readonly string[];
}

/** Both begin like this: two servers, and the state is transferred before view 2 is entered. */
const BEGINNING: readonly Move[] = [
  ['viewserver', 'Deliver Ping(0) from server1'],
  ['server1', 'Deliver ViewReply(View(1, server1, –))'],
  ['viewserver', 'Deliver Ping(0) from server2'],
  ['server2', 'Deliver ViewReply(View(1, server1, –))'],
  ['server1', 'Fire PingTimer'],
  ['viewserver', 'Deliver Ping(1) from server1'],
  ['server1', 'Deliver ViewReply(View(2, server1, server2))'],
  ['server2', 'Fire PingTimer'],
  ['viewserver', 'Deliver Ping(1) from server2'],
  ['server2', 'Deliver ViewReply(View(2, server1, server2))'],
  ['server2', 'Deliver StateTransfer'],
  ['server1', 'Deliver StateTransferAck'],
  ['server1', 'Fire PingTimer'],
  ['viewserver', 'Deliver Ping(2) from server1'],
  ['server1', 'Deliver ViewReply(View(2, server1, server2))'],
];

export const CALL_FLOWS: readonly CallFlow[] = [
  {
    name: 'S1 crash',
    moves: [
      ...BEGINNING,
      ['viewserver', 'Fire PingCheckTimer'],
      'server1 crashes',
      ['server2', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(2) from server2'],
      ['viewserver', 'Fire PingCheckTimer'],
      ['server2', 'Deliver ViewReply(View(2, server1, server2))'],
      ['server2', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(2) from server2'],
      ['server2', 'Deliver ViewReply(View(3, server2, –))'],
      ['viewserver', 'Deliver Ping(0) from server3'],
      ['server3', 'Deliver ViewReply(View(3, server2, –))'],
      ['server2', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(3) from server2'],
      ['server2', 'Deliver ViewReply(View(4, server2, server3))'],
    ],
    views: [
      'view 1 {server1, –}',
      'view 2 {server1, server2}',
      'view 3 {server2, –}',
      'view 4 {server2, server3}',
    ],
  },
  {
    name: 'S2 crash',
    moves: [
      ...BEGINNING,
      ['viewserver', 'Fire PingCheckTimer'],
      'server2 crashes',
      ['server1', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(2) from server1'],
      ['viewserver', 'Fire PingCheckTimer'],
      ['server1', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(2) from server1'],
      ['server1', 'Deliver ViewReply(View(3, server1, –))'],
      ['viewserver', 'Deliver Ping(0) from server3'],
      ['server3', 'Deliver ViewReply(View(3, server1, –))'],
      ['server1', 'Fire PingTimer'],
      ['viewserver', 'Deliver Ping(3) from server1'],
      ['server1', 'Deliver ViewReply(View(4, server1, server3))'],
    ],
    views: [
      'view 1 {server1, –}',
      'view 2 {server1, server2}',
      'view 3 {server1, –}',
      'view 4 {server1, server3}',
    ],
  },
];

/** Drives a page through a call flow. */
export async function driveThrough(page: Page, { moves }: CallFlow): Promise<void> {
  for (const move of moves) {
    if (typeof move === 'string') await crash(page, move.split(' ')[0] ?? '');
    else await take(page, ...move);
  }
}

/** The views as the diagram names them, from top to bottom. */
export async function viewsOf(page: Page): Promise<string[]> {
  // Only what is visible is drawn, so use the smallest size.
  const smaller = page.getByRole('button', { name: 'Smaller' });
  while (await smaller.isEnabled()) await smaller.click();
  const names = await page.locator('.margin .band-name').all();
  return Promise.all(names.map(async (name) => (await name.getAttribute('title')) ?? ''));
}
