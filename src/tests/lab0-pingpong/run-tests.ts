import { client, runTest, type LabTest, type LabTests, type RunSystem } from '../../testing.js';
import { pings } from './ping-workload.js';
import { lab0, PING_SERVER } from './subjects.js';

function lab0RunTest(body: (system: RunSystem) => void): LabTest {
  return runTest(lab0, (system) => {
    system.addServer(PING_SERVER);
    body(system);
  });
}

/** The tests in virtual time. */
export const runTests: LabTests = {
  // Single client ping test
  '1.1': lab0RunTest((system) => {
    system.addClientWorker(client(1), pings('Hello, World!'));
    system.run();
  }),

  // Multiple clients can ping simultaneously
  '1.2': lab0RunTest((system) => {
    for (let i = 1; i <= 10; i++) system.addClientWorker(client(i), pings('hello from %a'));
    system.run();
  }),

  // Client can still ping if some messages are dropped
  '1.3': lab0RunTest((system) => {
    system.addClientWorker(client(1), pings('ping-%i', 100));
    system.network.deliverRate(0.5);
    system.run();
  }),
};
