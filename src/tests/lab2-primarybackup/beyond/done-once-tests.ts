import { PING_CHECK_MILLIS } from '../given/lab2.js';
import {
  appendDifferentKeys,
  client,
  get,
  getResult,
  put,
  putOk,
  server,
  type LabTests,
} from '../../../testing.js';
import { connect } from '../steps/beyond-steps.js';
import { expectView, lab2RunTest, settle, setupRunView, waitForView } from '../steps/run-steps.js';
import { VIEW_SERVER } from '../subjects.js';

const [s1, s2, c1, c2] = [server(1), server(2), client(1), client(2)];

/** More clients than a fixed-size table of results is likely to hold. */
const CLIENTS = 12;

/** Commands are executed once, whoever serves in between and whatever the state looks like. */
export const doneOnceTests: LabTests = {
  // A new backup has the same keys and values as when it left, but not the same executed commands.
  '3.28': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    system.start();
    const [writer, unheard] = [system.addClient(c1), system.addClient(c2)];
    writer.check(put('foo', 'x'), putOk());
    unheard.check(get('foo'), getResult('x'));

    connect(system, [s2], [s1, VIEW_SERVER], false);
    waitForView(system, s1, null);
    settle(system);
    system.network.linkOn(s1, c2, false);
    unheard.send(put('foo', 'undone'), putOk());
    system.pass(PING_CHECK_MILLIS);
    writer.check(get('foo'), getResult('undone'));
    writer.check(put('foo', 'x'), putOk());

    connect(system, [s2], [s1, VIEW_SERVER], true);
    waitForView(system, s1, s2);
    settle(system);
    system.crash(s1);
    waitForView(system, s2, null);
    system.waitFor('the command to be answered', () => unheard.hasResult());
    writer.check(get('foo'), getResult('x'));
    expectView(system, s2, null);
  }),

  // Answers are lost while many others are served.
  '3.29': lab2RunTest((system) => {
    setupRunView(system, s1, s2);
    system.network.deliverRate(0.8);
    for (let i = 1; i <= CLIENTS; i++) system.addClientWorker(client(i), appendDifferentKeys(20));
    system.run();
  }),
};
