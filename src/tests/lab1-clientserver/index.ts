/**
 * The tests of lab 1, by number: the key-value store alone, and a client and a server over a
 * network that loses messages.
 *
 * Invariant: nothing of the lab under test is imported; it is handed in by name.
 */
import type { LabTests } from '../../testing.js';
import { kvstoreTests } from './kvstore-tests.js';
import { runTests } from './run-tests.js';

/** By number: `'2.3'`. */
export const tests: LabTests = { ...kvstoreTests, ...runTests };
