import type { RunTest } from './run-test.js';
import type { SearchTest } from './search-test.js';

/** One graded test of a lab. */
export type LabTest = RunTest | SearchTest;

/** A lab's tests by number: `'2.14'`. */
export type LabTests = Readonly<Record<string, LabTest>>;
