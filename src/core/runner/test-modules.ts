import { assert } from '../support/index.js';
import type { LabTest } from '../testkit/index.js';

/** The code of a lab's tests by number, from a folder below tests. */
export async function loadTests(folder: string): Promise<Readonly<Record<string, LabTest>>> {
  const module: unknown = await import(
    new URL(`../../tests/${folder}/index.js`, import.meta.url).href
  );
  const { tests } = module as { tests?: Readonly<Record<string, LabTest>> };
  assert(tests !== undefined, `tests/${folder}/index.js exports no tests`);
  return tests;
}
