import type { GivenModules } from '../given/index.js';
import { bundleLab } from './bundle.js';
import type { CompiledLab } from '../box/index.js';

/**
 * Bundles, checks and transforms the lab in a folder (the one that holds `index.ts`), which may
 * import the given modules. Needs no locked-down realm. Throws `LabFault` (kind `load`) for what
 * the student has to mend and
 * `UsageError` when there is no such folder.
 */
export async function compileLab(folder: string, given: GivenModules): Promise<CompiledLab> {
  const bundling = bundleLab(folder, given);
  // Loaded while the bundler, another process, works.
  const [bundle, { transformBundle }] = await Promise.all([bundling, import('./transform.js')]);
  return { folder, ...transformBundle(bundle, given) };
}
