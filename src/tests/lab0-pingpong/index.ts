/**
 * The tests of lab 0, by number: a ping-pong client and its server.
 *
 * Invariant: nothing of the lab under test is imported; it is handed in by name.
 */
import type { LabTests } from '../../testing.js';
import { runTests } from './run-tests.js';
import { searchTests } from './search-tests.js';

/** By number: `'1.1'`. */
export const tests: LabTests = { ...runTests, ...searchTests };
