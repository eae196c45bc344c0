import type { LabSet } from '../../core/labs/index.js';
import { UsageError } from '../../core/support/index.js';

/** The named lab, or the only one there is. */
export function oneLab({ labs }: LabSet, named: string | undefined): string {
  const [only, ...others] = labs;
  const name = named ?? (others.length === 0 ? only?.lab : undefined);
  if (name !== undefined) return name;
  const names = labs.map(({ lab }) => lab).join(', ');
  throw new UsageError('LT008', `Which lab? There are ${names}.`, ['labtest matrix LAB']);
}
