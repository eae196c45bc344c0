/**
 * Lab 0: a ping-pong client and its server.
 *
 * Invariant: nothing of the lab under test is imported; it is passed in by name.
 */
import type { LabDefinition } from '../../testing.js';
import { runTests } from './run-tests.js';
import { searchTests } from './search-tests.js';

export const lab: LabDefinition = {
  exports: {
    PingServer: { role: 'node', parameters: ['address: Address'] },
    PingClient: { role: 'client', parameters: ['address: Address', 'server: Address'] },
  },
  tests: { ...runTests, ...searchTests },
};
