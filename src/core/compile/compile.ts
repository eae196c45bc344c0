import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isStackOverflow, type CompiledLab } from '../box/index.js';
import type { GivenModules } from '../given/index.js';
import { LabFault, UsageError } from '../support/index.js';
import { bundleLab } from './bundle.js';
import { DiskTree, type LabTree } from './lab-tree.js';

/**
 * Bundles, checks and transforms the lab in a folder (the one that holds `index.ts`), which may
 * import the given modules. Needs no locked-down realm. Throws `LabFault` (kind `load`) for what
 * the student has to fix and `UsageError` if there is no such folder.
 */
export async function compileLab(folder: string, given: GivenModules): Promise<CompiledLab> {
  const path = resolve(folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UsageError('LT002', `there is no folder ${folder}`, [
      'give the folder that holds the lab: labtest run --lab 2 --solution path/to/lab',
    ]);
  }
  return compileTree(new DiskTree(path), folder, given);
}

/** What the parser says about code that is nested too deeply. */
const TOO_DEEP = /Not enough stack space to parse input/;

/** The same for a lab that need not be on disk; `folder` is the folder's name in messages. */
export async function compileTree(
  tree: LabTree,
  folder: string,
  given: GivenModules,
): Promise<CompiledLab> {
  const bundling = bundleLab(tree, folder, given);
  // Loaded while the bundler works in its own process.
  const [bundle, { transformBundle }] = await Promise.all([bundling, import('./transform.js')]);
  try {
    return { folder, ...transformBundle(bundle, given) };
  } catch (error) {
    if (!isStackOverflow(error) && !TOO_DEEP.test(String(error))) throw error;
    throw new LabFault({
      kind: 'load',
      message: 'the code is nested too deeply to be checked',
      hint: 'an expression or a block holds thousands of others, one inside the other',
    });
  }
}
