import type { Address } from '../../../index.js';
import { PING_CHECK_MILLIS, PING_MILLIS, type View } from '../given/lab2.js';
import {
  append,
  appendResult,
  client,
  get,
  getResult,
  server,
  type LabTests,
  type RunSystem,
} from '../../../testing.js';
import { connect, expectService, finish, sharedKeys, waitForPair } from '../steps/beyond-steps.js';
import { currentView, lab2RunTest } from '../steps/run-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const [c1, c2, c3] = [client(1), client(2), client(3)] as const;
const ROUNDS = 3;
/** Every message takes this long, so that a test can act between two of them. */
const HOP_MS = 0.5;
/** Long enough for a server that is cut off to be declared dead. */
const GIVEN_UP_MS = 3.5 * PING_CHECK_MILLIS;

/** Whatever anybody sends during this time arrives up to so much later. */
function late(system: RunSystem, whileMs: number, lateMaxMs: number): void {
  system.network.extraDelay(1, lateMaxMs);
  system.pass(whileMs);
  system.network.extraDelay(0, 0);
}

/** The old view's messages arrive late, at servers that have the same role in a newer view. */
export const oldViewTests: LabTests = {
  // What the primary forwards arrives when the same two are primary and backup again.
  '3.15': lab2RunTest((system) => {
    const servers = [server(1), server(2)];
    const everybody = [VIEW_SERVER, ...servers, c2, c3];
    const lonely = system.addClient(c1);
    system.addServer(...servers);
    system.start();
    system.network.latency(HOP_MS, HOP_MS);
    for (const each of [c2, c3]) system.addClientWorker(each, sharedKeys(system, 1, 20));
    lonely.ask(append('0', '<first>'));
    const cutOff = (one: Address): void => {
      connect(system, [one], everybody, false);
      system.pass(GIVEN_UP_MS);
      connect(system, [one], everybody, true);
    };
    for (let round = 0; round < ROUNDS; round++) {
      const { primary, backup } = waitForPair(system);
      lonely.send(append('0', `<lonely.${round}>`));
      late(system, 1.5 * HOP_MS, 25 * PING_CHECK_MILLIS);
      connect(system, [c1], servers, false);
      cutOff(primary);
      waitForPair(system);
      cutOff(backup);
      waitForPair(system);
      system.pass(7 * PING_CHECK_MILLIS);
      cutOff(primary);
      connect(system, [c1], servers, true);
      expectService(system, [c2, c3]);
      system.waitFor('the command to be done', () => lonely.hasResult());
    }
    finish(system);
  }),

  // The old backup's acknowledgement arrives while the command is in flight to the new one.
  '3.16': lab2RunTest((system) => {
    const servers = [server(1), server(2), server(3)];
    const everybody = [VIEW_SERVER, ...servers, c1, c2];
    const [writer, reader] = [system.addClient(c1), system.addClient(c2)];
    system.addServer(...servers);
    system.start();
    system.network.latency(HOP_MS, HOP_MS);
    writer.check(append('foo', '-'), appendResult('-'));
    let value = '-';
    for (let round = 0; round < ROUNDS; round++) {
      const { primary, backup } = waitForPair(system);
      const idle = servers.filter((each) => each !== primary && each !== backup);
      writer.check(append('foo', '-'), appendResult((value += '-')));
      writer.send(append('foo', `${round},`), appendResult((value += `${round},`)));
      system.pass(1.5 * HOP_MS);
      late(system, HOP_MS, 8 * PING_CHECK_MILLIS);
      system.network.linkOn(primary, backup, false);
      connect(system, [backup], [VIEW_SERVER], false);
      waitForBackup(system, idle);
      // The new backup gets the state with the next ping, and no operation after that.
      system.pass(1.2 * PING_MILLIS);
      for (const each of idle) system.network.linkOn(primary, each, false);
      system.pass(6 * PING_CHECK_MILLIS);
      connect(system, [primary], everybody, false);
      connect(system, [backup], [VIEW_SERVER], true);
      system.waitFor('the command to be done', () => writer.hasResult());
      reader.check(get('foo'), getResult(value));
      connect(system, [primary], everybody, true);
      connect(system, servers, servers, true);
    }
    finish(system);
  }),
};

/** Waits until one of these is the backup, for as long as a view change may take. */
function waitForBackup(system: RunSystem, these: readonly Address[]): void {
  const untilMs = system.nowMs + GIVEN_UP_MS;
  const isBackup = ({ backup }: View): boolean => these.some((each) => each === backup);
  while (system.nowMs < untilMs && !isBackup(currentView(system))) system.pass(PING_MILLIS / 5);
}
