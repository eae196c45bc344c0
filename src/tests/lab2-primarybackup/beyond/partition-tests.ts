import type { Address } from '../../../index.js';
import { PING_CHECK_MILLIS } from '../given/lab2.js';
import {
  append,
  appendResult,
  client,
  get,
  getResult,
  put,
  putOk,
  server,
  type LabTest,
  type LabTests,
  type RunSystem,
} from '../../../testing.js';
import {
  connect,
  expectService,
  finish,
  sharedKeys,
  waitForPair,
  type Pair,
} from '../steps/beyond-steps.js';
import { currentView, expectView, lab2RunTest, settle } from '../steps/run-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const CLIENTS = [client(1), client(2), client(3), client(4)];
const ROUNDS = 4;
const PAUSE_MS = 8;

/** Long enough for the view server to declare a server dead, and for the next view to begin. */
const CUT_MS = [2.5 * PING_CHECK_MILLIS, 7 * PING_CHECK_MILLIS] as const;

interface Cut extends Pair {
  /** The clients that stay with the server that is cut off; the others do not reach it. */
  readonly loyal: readonly Address[];
}

/** Again and again one server is cut off while clients on both sides of the cut keep working. */
function cutOff(servers: number, cut: (system: RunSystem, at: Cut) => void): LabTest {
  return lab2RunTest((system) => {
    const all = Array.from({ length: servers }, (_, i) => server(i + 1));
    system.addServer(...all);
    system.start();
    waitForPair(system);
    for (const each of CLIENTS) system.addClientWorker(each, sharedKeys(system, 2, PAUSE_MS));
    for (let round = 0; round < ROUNDS; round++) {
      const pair = waitForPair(system);
      const loyal = CLIENTS.filter((_, i) => i % 2 === round % 2);
      system.pass(system.random.between(0, PAUSE_MS * 2));
      cut(system, { ...pair, loyal });
      system.pass(system.random.between(...CUT_MS));
      connect(system, all, [VIEW_SERVER, ...all, ...CLIENTS], true);
      connect(system, CLIENTS, [VIEW_SERVER], true);
      expectService(system, CLIENTS);
    }
    finish(system);
  });
}

/** Those that are neither the primary nor with it. */
function others(of: Address, at: Cut, servers: number): Address[] {
  const all = Array.from({ length: servers }, (_, i) => server(i + 1));
  return [...all, ...CLIENTS, VIEW_SERVER].filter(
    (each) => each !== of && !at.loyal.includes(each),
  );
}

/** Links that go off and on while servers stay up. */
export const partitionTests: LabTests = {
  // The old primary and its clients are alone: whatever they do, nobody gets an answer.
  '3.1': cutOff(2, (system, at) => {
    connect(system, [at.primary, ...at.loyal], others(at.primary, at, 2), false);
  }),

  // The old primary reaches its backup, which is now primary, but not the view server.
  '3.2': cutOff(3, (system, at) => {
    connect(system, [at.primary, ...at.loyal], [VIEW_SERVER], false);
  }),

  // The old backup hears of no view: its primary continues without it, and it comes back later.
  '3.3': cutOff(3, (system, at) => {
    const apart = [VIEW_SERVER, ...(system.random.chance(0.5) ? [at.primary] : [])];
    connect(system, [at.backup], apart, false);
  }),

  // The only server with the data is out of reach: nobody takes its place, and it comes back.
  '3.4': lab2RunTest((system) => {
    const [s1, s2, s3] = [server(1), server(2), server(3)];
    system.addServer(s1);
    const c = system.addClient(client(1));
    system.start();
    c.check(put('foo', 'bar'), putOk());
    settle(system);
    const { viewNum } = currentView(system);
    connect(system, [s1], [VIEW_SERVER, client(1)], false);
    settle(system);
    expectView(system, s1, null, viewNum);
    system.addServer(s2, s3);
    settle(system);
    const { backup } = currentView(system);
    expectView(system, s1, backup === s3 ? s3 : s2, viewNum + 1);
    c.send(get('foo'), getResult('bar'));
    settle(system);
    connect(system, [s1], [VIEW_SERVER, client(1)], true);
    system.waitFor('the value to be found again', () => c.hasResult());
    const pair = waitForPair(system);
    connect(system, [pair.primary, pair.backup], [VIEW_SERVER, client(1)], false);
    settle(system);
    c.send(append('foo', '!'), appendResult('bar!'));
    settle(system);
    connect(system, [pair.primary, pair.backup], [VIEW_SERVER, client(1)], true);
    system.waitFor('the value to be found again', () => c.hasResult());
    finish(system);
  }),
};
