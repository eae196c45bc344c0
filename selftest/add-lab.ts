import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { materialise } from './mutants/materialise.js';
import { readMutant } from './mutants/mutant.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Adds a lab to a folder: a solution, a skeleton, or a mutant, by name. */
export function addLab(folder: string, lab: string): void {
  if (lab.startsWith('lab2-')) cpSync(join(ROOT, 'solutions', lab), folder, { recursive: true });
  else if (lab === 'skeleton') {
    cpSync(join(ROOT, 'labs/lab2-primarybackup'), folder, { recursive: true });
  } else materialise(readMutant(lab), folder);
}
