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
  type LabTests,
} from '../../../testing.js';
import {
  connect,
  expectService,
  finish,
  replaceServer,
  sharedKeys,
  waitForPair,
  watchPings,
} from '../steps/beyond-steps.js';
import { lab2RunTest } from '../steps/run-steps.js';

const CLIENTS = [client(1), client(2), client(3)];
const PAUSE_MS = 8;

/** Crashes at the worst moment; one server that has the data always stays up. */
export const crashTests: LabTests = {
  // The primary crashes the moment its answer arrives: its backup knows all that the answer says.
  '3.5': lab2RunTest((system) => {
    const alive = [server(1), server(2), server(3)];
    system.addServer(...alive);
    const [writer, reader] = [system.addClient(client(1)), system.addClient(client(2))];
    system.start();
    let value = '';
    for (let round = 1; round <= 5; round++) {
      const { primary } = waitForPair(system);
      value += `${round},`;
      writer.check(append('foo', `${round},`), appendResult(value));
      replaceServer(system, alive, primary, undefined);
      reader.check(get('foo'), getResult(value));
      alive.push(server(round + 3));
      system.addServer(server(round + 3));
    }
    finish(system);
  }),

  // A new backup waits long for its state; the old primary crashes meanwhile or right after.
  '3.6': lab2RunTest((system) => {
    const alive = [server(1), server(2), server(3)];
    system.addServer(...alive);
    system.start();
    for (const each of CLIENTS) system.addClientWorker(each, sharedKeys(system, 2, PAUSE_MS));
    let last: Address | undefined;
    for (let round = 0; round < 4; round++) {
      const { primary, backup } = waitForPair(system);
      replaceServer(system, alive, backup, server(2 * round + 4));
      const candidates = alive.filter((each) => each !== primary);
      connect(system, [primary], candidates, false);
      system.pass(system.random.between(1.5 * PING_CHECK_MILLIS, 5 * PING_CHECK_MILLIS));
      if (round === 3) {
        last = primary;
        break;
      }
      connect(system, [primary], candidates, true);
      for (const each of candidates) {
        system.network.linkRate(primary, each, 0.5).linkRate(each, primary, 0.3);
      }
      system.pass(system.random.between(0, 4 * PING_CHECK_MILLIS));
      system.network.reset();
      waitForPair(system);
      replaceServer(system, alive, primary, server(2 * round + 5));
      expectService(system, CLIENTS);
    }
    // The unacknowledged view stays for ever, so nobody has to be answered.
    if (last !== undefined) system.crash(last);
    system.pass(10 * PING_CHECK_MILLIS);
    finish(system);
  }),

  // An answer is lost, and its sender is gone when the client asks again.
  '3.7': lab2RunTest((system) => {
    const alive = [server(1), server(2)];
    system.addServer(...alive);
    const [c1, c2] = [system.addClient(client(1)), system.addClient(client(2))];
    system.start();
    let value = '';
    for (let round = 1; round <= 5; round++) {
      const { primary, backup } = waitForPair(system);
      c1.check(append('foo', '-'), appendResult(`${value}-`));
      system.network.linkOn(primary, client(1), false);
      value += `-${round},`;
      c1.send(append('foo', `${round},`), appendResult(value));
      system.pass(system.random.between(0, 2 * PING_CHECK_MILLIS));
      replaceServer(system, alive, round % 2 === 0 ? backup : primary, server(round + 2));
      const next = waitForPair(system);
      if (next.primary === primary) replaceServer(system, alive, primary, server(round + 12));
      system.waitFor('the answer', () => c1.hasResult());
      c2.check(get('foo'), getResult(value));
    }
    finish(system);
  }),

  // Ten servers; nine of them crash, one after the other, primary or backup. The last one has seen
  // many views, and pings as it did in the first.
  '3.8': lab2RunTest((system) => {
    const alive = Array.from({ length: 10 }, (_, i) => server(i + 1));
    system.addServer(...alive);
    const [c1, c2] = [system.addClient(client(1)), system.addClient(client(2))];
    system.start();
    c1.check(put('foo', ''), putOk());
    c2.check(get('foo'), getResult(''));
    let value = '';
    for (let round = 0; alive.length > 1; round++) {
      const { primary, backup } = waitForPair(system);
      const crashed = system.random.chance(0.6) ? primary : backup;
      const [writer, reader] = round % 2 === 0 ? [c1, c2] : [c2, c1];
      value += `${round},`;
      writer.check(append('foo', `${round},`), appendResult(value));
      replaceServer(system, alive, crashed, undefined);
      reader.check(get('foo'), getResult(value));
    }
    watchPings(system);
    finish(system);
  }),
};
