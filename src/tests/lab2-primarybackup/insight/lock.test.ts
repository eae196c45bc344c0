import { expect, test } from 'vitest';
import { Put } from '../../../kvstore.js';
import { client } from '../../../testing.js';
import { commandText } from './contents.js';
import { lockIn, notedIn } from './lock.js';

const [c1, c2] = [client(1), client(2)];
const clients = new Set([c1, c2]);
const waiting = { command: commandText(new Put('foo', 'bar')), clients: [c1] };

test('a field of a part that names another client is a lock', () => {
  const lock = lockIn({ replica: { serving: c2 } }, waiting, clients);
  expect(lock).toEqual({ field: 'replica.serving', about: c2, clients: [c2] });
});

test('parts that hold each other are looked through once', () => {
  const replica = { serving: c1, watcher: {} as object };
  replica.watcher = { replica };
  expect(lockIn({ replica }, waiting, clients)).toBeUndefined();
});

test('a number that is noted of a request, and not that of the command before', () => {
  const request = { command: { client: c1, number: 4 } };
  const busy = new Map([[c1, 4]]);
  expect(notedIn({ done: { [c1]: 3 }, busy }, c1, request)).toEqual({ field: 'busy', number: '4' });
  expect(notedIn({ done: { [c1]: 3 } }, c1, request)).toBeUndefined();
  expect(notedIn({ done: { [c2]: 4 } }, c1, request)).toBeUndefined();
});
