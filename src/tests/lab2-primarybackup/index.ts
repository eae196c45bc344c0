/**
 * The tests of lab 2, by number: the view server alone, and the whole system in virtual time. Each
 * test says what it does, line by line.
 *
 * Invariant: nothing of the lab under test is imported; it is passed in by name.
 */
import { parseKvList, type DrivenSystem, type LabTests } from '../../testing.js';
import { beyondTests } from './beyond/index.js';
import { searchTests } from './searches/index.js';
import { runTests } from './runs/index.js';
import { lab2, VIEW_SERVER } from './subjects.js';
import { viewServerTests } from './views/index.js';

/** By number: `'2.14'`. */
export const tests: LabTests = {
  ...viewServerTests,
  ...runTests,
  ...searchTests,
  ...beyondTests,
};

/** How a person drives the lab by hand, in the debugger. */
export const driven: DrivenSystem = {
  subjects: lab2,
  always: [VIEW_SERVER],
  parseWorkload: parseKvList,
};

export { insight } from './insight/index.js';
