import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openServerQueue } from '../src/core/grading/index.js';
import { labtest, start, type Running } from './cli-process.js';
import { classOf, GRADE, gradebook, journalLines } from './grading-class.js';
import { RedisServer } from './redis-server.js';

const CLASS = {
  ann: 'lab2-reference',
  bob: 'acknowledgement-not-awaited',
  cy: 'skeleton',
  dee: 'lab2-private-fields',
};
const TOTALS = { ann: '60', bob: '45', cy: '0', dee: '60' };

const totals = (root: string): Record<string, string> =>
  Object.fromEntries([...gradebook(root)].map(([id, row]) => [id, row['total'] ?? '']));

const worker = (root: string, { url }: RedisServer): Running =>
  start(root, ['worker', '--queue', url, '--slots', '1', '--allow-weaker-isolation']);

describe('a queue on a server', () => {
  test('loses nothing when workers and the server are killed, and does no test twice', async () => {
    const server = await RedisServer.start();
    const root = classOf(CLASS);
    const first = worker(root, server);
    const second = worker(root, server);
    const grading = start(root, [...GRADE, '--queue', server.url]);
    await first.seen('begins');
    first.kill('SIGKILL');
    const third = worker(root, server);
    // A worker that finds no server when it starts says so and ends.
    await third.seen('waits for jobs');
    while (journalLines(root).length < 6) await delay(50);
    await server.kill();
    await delay(300);
    await server.restart();
    const { code, stdout } = await grading.ended;
    expect(stdout).toContain('4 submissions: 4 graded');
    expect(code).toBe(0);
    expect(totals(root)).toEqual(TOTALS);
    const keys = journalLines(root).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const each of [second, third]) each.kill('SIGTERM');
    expect((await second.ended).code).toBe(143);
    expect((await third.ended).code).toBe(143);
  });

  test('turns away a worker of another version, and says which one is wanted', async () => {
    const server = await RedisServer.start();
    const listener = {
      started: () => undefined,
      result: () => undefined,
      done: () => Promise.resolve(),
      failed: () => Promise.resolve(),
    };
    const { signal } = new AbortController();
    const queue = await openServerQueue(server.url, { harness: '9.9.9+abc' }, listener, signal);
    await queue.close();
    const { code, stderr } = await worker(classOf({}), server).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('There are jobs for 9.9.9+abc: install that version here');
  });

  test('that does not answer is told without its password', async () => {
    const url = 'redis://:secret@127.0.0.1:1';
    const { code, stderr } = await labtest(classOf({ ann: 'skeleton' }), [
      ...GRADE,
      '--queue',
      url,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('No Redis server answers at redis://…@127.0.0.1:1');
    expect(stderr).not.toContain('secret');
  });
});
