import type { LabSet } from '../../core/labs/index.js';

const OWN_DEFAULT = '2';

/** The lab to grade if nobody names one. */
export function labDefault({ folder, labs }: LabSet): string {
  const [only, ...others] = labs;
  return folder !== undefined && only !== undefined && others.length === 0 ? only.lab : OWN_DEFAULT;
}
