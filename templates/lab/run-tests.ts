import { client, runTest, type LabTests } from 'labtest/testing';
import { COUNTED_ONCE, counter, ones, SERVER, TOTALS_DIFFER } from './system.js';

/** In virtual time, over a simulated network; the same seed is the same run. */
export const runTests: LabTests = {
  // One client counts
  '1.1': runTest(counter, (system) => {
    system.addServer(SERVER);
    system.addClientWorker(client(1), ones(10, 'expected'));
    system.run();
  }),

  // Messages are lost
  '1.2': runTest(counter, (system) => {
    system.addServer(SERVER);
    system.addClientWorker(client(1), ones(20, 'expected'));
    system.network.deliverRate(0.7);
    system.run();
  }),

  // Many clients count, messages are lost
  '1.3': runTest(counter, (system) => {
    system.addServer(SERVER);
    for (let i = 1; i <= 5; i++) system.addClientWorker(client(i), ones(10, 'any'));
    system.network.deliverRate(0.7);
    system.run();
    system.check(TOTALS_DIFFER);
    system.check(COUNTED_ONCE);
  }),
};
