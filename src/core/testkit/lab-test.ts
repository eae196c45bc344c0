import type { RunTest } from './run-test.js';

/** One graded test of a lab. */
export type LabTest = RunTest;

/** A lab's tests by number: `'2.14'`. */
export type LabTests = Readonly<Record<string, LabTest>>;
