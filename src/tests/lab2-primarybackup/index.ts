/**
 * The tests of lab 2, by number: the view server alone, and the whole system in virtual time.
 * What each does is told in the test itself, line by line.
 *
 * Invariant: nothing of the lab under test is imported; it is handed in by name.
 */
import type { LabTests } from '../../testing.js';
import { beyondTests } from './beyond/index.js';
import { searchTests } from './searches/index.js';
import { runTests } from './runs/index.js';
import { viewServerTests } from './views/index.js';

/** By number: `'2.14'`. */
export const tests: LabTests = {
  ...viewServerTests,
  ...runTests,
  ...searchTests,
  ...beyondTests,
};

export { insight } from './insight/index.js';
