import type { ExpectedExports } from './expected-exports.js';
import { GivenModules, type GivenSource } from './given-modules.js';

/** What the code of a lab is held to. */
export interface LabTerms {
  /** What it may import beside its own files. */
  readonly given: GivenModules;
  /** What it has to export. */
  readonly exports: ExpectedExports;
}

/** The same as data that can go to another thread or process. */
export interface LabTermsData {
  readonly given: readonly GivenSource[];
  readonly exports: ExpectedExports;
}

/** No module but `labtest` and `labtest/kvstore`, and nothing that has to be exported. */
export const BARE_TERMS: LabTerms = { given: GivenModules.basic, exports: {} };

/** Loads a lab's given modules into this realm. */
export async function loadTerms({ given, exports }: LabTermsData): Promise<LabTerms> {
  return { given: await GivenModules.load(given), exports };
}
