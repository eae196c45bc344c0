import { PING_CHECK_MILLIS, PING_MILLIS } from '../given/lab2.js';
import {
  appendDifferentKeys,
  client,
  get,
  getResult,
  put,
  putOk,
  server,
  simpleWorkload,
  type LabTests,
} from '../../../testing.js';
import {
  expectFewMessages,
  expectView,
  lab2RunTest,
  settle,
  setupRunView,
  waitForView,
} from '../steps/run-steps.js';
import { failToBackupTests } from './fail-to-backup-tests.js';
import { repeatedCrashesTests } from './repeated-crashes-tests.js';
import { VIEW_SERVER } from '../subjects.js';

const s1 = server(1);
const s2 = server(2);
const s3 = server(3);
const c1 = client(1);

/** Part 2, the tests in virtual time: the whole system. */
export const runTests: LabTests = {
  // Client waits for a result
  '2.1': lab2RunTest((system) => {
    const c = system.addClient(c1);
    c.send(get('foo'));
    c.expectNoResultFor(500, 'the system was never started');
  }),

  // Single client, single server, simple operations
  '2.2': lab2RunTest((system) => {
    system.addServer(s1);
    system.addClientWorker(c1, simpleWorkload);
    system.run();
  }),

  // Primary chosen
  '2.3': lab2RunTest((system) => {
    setupRunView(system, s1, null);
  }),

  // Backup is chosen
  '2.4': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
  }),

  // Count number of ViewServer requests
  '2.5': lab2RunTest((system) => {
    system.addServer(s1, s2);
    const c = system.addClient(c1);
    system.start();
    const before = { atMs: system.nowMs, received: system.receivedBy(VIEW_SERVER) };
    const rounds = Array.from({ length: 500 }, (_, i) => {
      const written = [put(`xk${i}`, i), putOk()] as const;
      const read = [get(`xk${i}`), getResult(i)] as const;
      return [written, read];
    });
    c.checkInRounds(rounds, PING_MILLIS / 10);
    expectFewMessages(system, before);
  }),

  // Backup takes over
  '2.6': lab2RunTest((system) => {
    system.addServer(s1);
    const c = system.addClient(c1);
    system.start();
    c.check(put('foo1', 'bar1'), putOk());
    system.addServer(s2);
    waitForView(system, s1, s2);
    settle(system);
    c.check(put('foo2', 'bar2'), putOk());
    system.crash(s1);
    c.checkEach([
      [get('foo1'), getResult('bar1')],
      [get('foo2'), getResult('bar2')],
    ]);
    expectView(system, s2, null);
  }),

  // Kill all servers
  '2.7': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    const c = system.addClient(c1);
    system.start();
    c.check(put('foo', 'bar'), putOk());
    system.crash(s1, s2);
    system.addServer(s3);
    c.send(get('foo'));
    c.expectNoResultFor(4 * PING_CHECK_MILLIS, 'all servers that knew the key crashed');
  }),

  // At-most-once append
  '2.8': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    system.network.deliverRate(0.8);
    system.addClientWorker(c1, appendDifferentKeys(100));
    system.run();
  }),

  // Fail to new backup
  '2.9': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    system.addServer(s3);
    const c = system.addClient(c1);
    system.start();
    const keys = ['a', 'b', 'c'];
    const puts = keys.map((key) => [put(key, key + key), putOk()] as const);
    const gets = keys.map((key) => [get(key), getResult(key + key)] as const);
    c.checkEach([...puts, ...gets]);

    system.crash(s2);
    c.checkEach([
      [put('a', 'aaa'), putOk()],
      [get('a'), getResult('aaa')],
    ]);
    waitForView(system, s1, s3);
    settle(system);
    c.check(get('a'), getResult('aaa'));

    system.crash(s1);
    c.checkEach([
      [put('b', 'bbb'), putOk()],
      [get('b'), getResult('bbb')],
    ]);
    waitForView(system, s3, null);
    c.checkEach([
      [get('a'), getResult('aaa')],
      [get('b'), getResult('bbb')],
      [get('c'), getResult('cc')],
    ]);
  }),

  ...failToBackupTests,
  ...repeatedCrashesTests,
};
