import type { Visibility } from './course-schema.js';

interface TestSpecBase {
  readonly lab: string;
  /** `2.14`: part and test. */
  readonly number: string;
  readonly part: number;
  readonly title: string;
  readonly points: number;
  /** Folder of the test code below src/tests. */
  readonly folder: string;
  /** Numbers of tests that must pass for this one to be worth anything. */
  readonly countsWith?: readonly string[] | undefined;
  /** Each seed that passes is worth its share. */
  readonly partial?: boolean | undefined;
  /** When students see the result of a graded submission; if omitted, at once. */
  readonly visibility?: Visibility | undefined;
  /** What a command needs beside the number to run the same test: ` --states 20000`. */
  readonly flags?: string | undefined;
}

/** A test that runs nodes in virtual time, on each of its seeds. */
export interface RunTestSpec extends TestSpecBase {
  readonly kind: 'unit' | 'run';
  readonly limitMs: number;
  readonly eventsMax: number;
  readonly seeds: readonly number[];
}

/** A test that explores interleavings. */
export interface SearchTestSpec extends TestSpecBase {
  readonly kind: 'search';
  readonly statesMax: number;
  readonly timeMaxMs: number;
}

/** One graded test, as lab-tests.yaml describes it. */
export type TestSpec = RunTestSpec | SearchTestSpec;

/** The tests of one lab, in the order of their numbers. */
export interface LabSpec {
  readonly lab: string;
  readonly title: string;
  readonly folder: string;
  /** Titles by part number. */
  readonly parts: Readonly<Record<string, string>>;
  readonly tests: readonly TestSpec[];
}

/** Orders `2.9` before `2.10`. */
export function compareNumbers(a: string, b: string): number {
  const [partA = 0, testA = 0] = a.split('.').map(Number);
  const [partB = 0, testB = 0] = b.split('.').map(Number);
  return partA - partB || testA - testB;
}
