import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabSet } from '../labs/index.js';
import type { LabSpec } from '../registry/index.js';
import { UsageError } from '../support/index.js';

/**
 * What a lab exports, as its skeleton does: by these names a submission's lab is found.
 *
 * @throws UsageError LT015 when the skeleton does not say
 */
export function exportsOfLab(labs: LabSet, spec: LabSpec): string[] {
  const index = join(labs.skeletonOf(spec), 'src', 'index.ts');
  const text = existsSync(index) ? readFileSync(index, 'utf8') : '';
  const names = [...text.matchAll(/export \{([^{}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').flatMap((item) => item.trim().split(/\s+/).at(-1) || []),
  );
  if (names.length > 0) return names;
  throw new UsageError('LT015', `${index} exports nothing.`, [
    'A submission is found by what it exports: write export { Name } from … for each class',
  ]);
}
