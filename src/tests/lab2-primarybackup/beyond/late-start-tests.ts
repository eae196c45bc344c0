import type { Address } from '../../../index.js';
import { PING_CHECK_MILLIS } from '../given/lab2.js';
import { client, get, getResult, put, putOk, server, type LabTests } from '../../../testing.js';
import { finish, replaceServer, waitForPair } from '../steps/beyond-steps.js';
import { lab2RunTest } from '../steps/run-steps.js';

/** What goes wrong only when some node is alone for a while. */
export const lateStartTests: LabTests = {
  // A view server with nobody to watch, or a client with nobody to ask, must keep going until
  // somebody comes.
  '3.27': lab2RunTest((system) => {
    const writer = system.addClient(client(1));
    system.start();
    system.pass(system.random.between(3 * PING_CHECK_MILLIS, 10 * PING_CHECK_MILLIS));
    const alive: Address[] = [server(1), server(2), server(3)];
    system.addServer(...alive);
    const first = waitForPair(system);
    writer.check(put('foo', 'bar'), putOk());
    replaceServer(system, alive, first.primary, undefined);
    system.pass(3 * PING_CHECK_MILLIS);
    const second = waitForPair(system);
    writer.check(get('foo'), getResult('bar'));
    replaceServer(system, alive, second.primary, undefined);
    writer.check(get('foo'), getResult('bar'));
    finish(system);
  }),
};
