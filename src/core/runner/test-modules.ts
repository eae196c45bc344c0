import { assert } from '../support/index.js';
import type { LabInsight, LabTest } from '../testkit/index.js';

/** What a folder below src/tests holds. */
export interface TestModule {
  /** By number. */
  readonly tests: Readonly<Record<string, LabTest>>;
  /** What is known of failures of the lab, where somebody wrote that down. */
  readonly insight: LabInsight | undefined;
}

/** The code of a lab's tests, from a folder below tests. */
export async function loadTests(folder: string): Promise<TestModule> {
  const module: unknown = await import(
    new URL(`../../tests/${folder}/index.js`, import.meta.url).href
  );
  const { tests, insight } = module as Partial<TestModule>;
  assert(tests !== undefined, `tests/${folder}/index.js exports no tests`);
  return { tests, insight };
}
