import type { GivenSource } from '../given/index.js';

/** Where a lab's code is, as data that can go to another process. */
export interface LabCode {
  /** Of the module that exports `lab`; what `importModule` takes. */
  readonly url: string;
  /** The folder that its author works in, absolute; left out, it is a lab of this package. */
  readonly author?: string | undefined;
  /** The modules that it hands out. */
  readonly given: readonly GivenSource[];
  /** Where boxes find theirs, when that is not in this package. */
  readonly boxedFolder?: string | undefined;
}

/** The module that a file of a folder `given` is: `lock` for `lock.ts`; nothing for its types. */
export function givenNameOf(file: string): string | undefined {
  return /^([\w-]+)\.(?:js|ts)$/.exec(file)?.[1];
}
