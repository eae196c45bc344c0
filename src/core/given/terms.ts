import type { ExpectedExports } from './expected-exports.js';
import { GivenModules, type GivenSource } from './given-modules.js';

/** What a lab's code may import and must export. */
export interface LabTerms {
  /** What it may import besides its own files. */
  readonly given: GivenModules;
  /** What it must export. */
  readonly exports: ExpectedExports;
}

/** The same, as data that can be sent to another thread or process. */
export interface LabTermsData {
  readonly given: readonly GivenSource[];
  readonly exports: ExpectedExports;
}

/** Only the modules `labtest` and `labtest/kvstore`, and no required exports. */
export const BARE_TERMS: LabTerms = { given: GivenModules.basic, exports: {} };

/** Loads a lab's given modules into this realm. */
export async function loadTerms({ given, exports }: LabTermsData): Promise<LabTerms> {
  return { given: await GivenModules.load(given), exports };
}
