import type { GivenSource } from '../given/index.js';

/** Where a lab's code is, as data that can go to another process. */
export interface LabCode {
  /** The URL of the module that exports `lab`, for `importModule`. */
  readonly url: string;
  /** The author's folder, absolute; if omitted, it is one of this package's labs. */
  readonly author?: string | undefined;
  /** The modules that it hands out. */
  readonly given: readonly GivenSource[];
  /** Where boxes find these modules, if not in this package. */
  readonly boxedFolder?: string | undefined;
}

/** The module name of a file in a folder `given`: `lock` for `lock.ts`; none for a types file. */
export function givenNameOf(file: string): string | undefined {
  return /^([\w-]+)\.(?:js|ts)$/.exec(file)?.[1];
}
