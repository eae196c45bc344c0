import { installLab, openLabs, type LabBundle, type LabCode } from '../labs/index.js';
import type { GradeJob } from './grade-job.js';

/** Where the code of tests is on this machine: of this package, or brought along by its digest. */
export class TestsCode {
  readonly #installed = new Map<string, LabCode>();

  has(digest: string): boolean {
    return this.#installed.has(digest);
  }

  /** Makes tests that were brought along usable. */
  install(bundle: LabBundle): void {
    if (!this.has(bundle.digest)) this.#installed.set(bundle.digest, installLab(bundle));
  }

  async codeOf({ spec, testsDigest }: GradeJob): Promise<LabCode> {
    if (testsDigest === undefined) return (await openLabs(undefined)).codeOf(spec);
    const code = this.#installed.get(testsDigest);
    if (code === undefined) throw new Error(`the tests ${testsDigest} are not here`);
    return code;
  }
}
