import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabSpec } from '../registry/index.js';

/** What a lab exports, as its skeleton does: by these names a submission's lab is found. */
export function exportsOfLab({ folder }: LabSpec): string[] {
  const index = new URL(`../../../labs/${folder}/src/index.ts`, import.meta.url);
  const text = readFileSync(fileURLToPath(index), 'utf8');
  return [...text.matchAll(/export \{ (\w+) \}/g)].map(([, name = '']) => name);
}
