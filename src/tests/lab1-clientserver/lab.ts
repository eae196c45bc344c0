/**
 * Lab 1: the key-value store alone, and a client and a server over a network that loses messages.
 *
 * Invariant: nothing of the lab under test is imported; it is passed in by name.
 */
import type { LabDefinition } from '../../testing.js';
import { CAUSES } from '../lab2-primarybackup/causes.js';
import { insight } from './insight/index.js';
import { kvstoreTests } from './kvstore-tests.js';
import { runTests } from './run-tests.js';

/** The causes of lab 2 that can occur with one client and one server. */
const causes = {
  'answer-ignored': CAUSES['answer-ignored'],
  'answer-of-another': CAUSES['answer-of-another'],
  'answered-without-servers': CAUSES['answered-without-servers'],
  'client-ignores-sequence-numbers': CAUSES['client-ignores-sequence-numbers'],
  'executed-twice': CAUSES['executed-twice'],
  'lost-request': CAUSES['lost-request'],
  'wrong-result': CAUSES['wrong-result'],
} as const;

export const lab: LabDefinition = {
  exports: {
    SimpleServer: { role: 'node', parameters: ['address: Address', 'app: Application'] },
    SimpleClient: { role: 'client', parameters: ['address: Address', 'server: Address'] },
    KVStore: { role: 'application', parameters: [] },
    AMOApplication: { role: 'application', parameters: ['app: Application'] },
  },
  tests: { ...kvstoreTests, ...runTests },
  insight,
  causes,
};
