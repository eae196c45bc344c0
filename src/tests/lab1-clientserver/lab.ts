/**
 * Lab 1: the key-value store alone, and a client and a server over a network that loses messages.
 *
 * Invariant: nothing of the lab under test is imported; it is handed in by name.
 */
import type { LabDefinition } from '../../testing.js';
import { insight } from './insight/index.js';
import { kvstoreTests } from './kvstore-tests.js';
import { runTests } from './run-tests.js';

export const lab: LabDefinition = {
  exports: {
    SimpleServer: { role: 'node', parameters: ['address: Address', 'app: Application'] },
    SimpleClient: { role: 'client', parameters: ['address: Address', 'server: Address'] },
    KVStore: { role: 'application', parameters: [] },
    AMOApplication: { role: 'application', parameters: ['app: Application'] },
  },
  tests: { ...kvstoreTests, ...runTests },
  insight,
  causes: { 'lost-request': 'a request or its answer is lost and nobody sends it again' },
};
