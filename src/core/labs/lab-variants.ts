import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../support/index.js';
import type { LabSpec } from '../registry/index.js';
import type { LabSet } from './lab-set.js';

/** One of an author's own submissions, for trying the tests. */
export interface LabVariant {
  readonly name: string;
  /** A `solution` has to pass every test, a `mutant` has to fail one. */
  readonly kind: 'solution' | 'mutant';
  /** Writes it out as a lab folder. */
  writeTo(folder: string): void;
}

/** The solution whose files a mutant's files replace. */
const REFERENCE = 'reference';

/**
 * The solutions and mutants beside a lab: the folders in `solutions`, and those in `mutants`, which
 * hold only the files that differ from `solutions/reference`.
 *
 * @throws UsageError LT015 when there is no solution
 */
export function variantsOf(labs: LabSet, spec: LabSpec): LabVariant[] {
  const root = path.join(labs.folder ?? '.', spec.folder);
  const reference = path.join(root, 'solutions', REFERENCE);
  if (labs.folder === undefined || !existsSync(reference)) {
    throw new UsageError('LT015', `Lab ${spec.lab} has no reference solution to start from.`, [
      `Looked for ${reference}`,
      'The folder of a lab of your own: labtest matrix --tests DIR',
    ]);
  }
  const below = (kind: string): string[] => {
    const folder = path.join(root, kind);
    if (!existsSync(folder)) return [];
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  };
  const copy = (from: string, to: string): void => cpSync(from, to, { recursive: true });
  return [
    ...below('solutions').map((name): LabVariant => {
      return {
        name,
        kind: 'solution',
        writeTo: (folder) => copy(path.join(root, 'solutions', name), folder),
      };
    }),
    ...below('mutants').map((name): LabVariant => {
      return {
        name,
        kind: 'mutant',
        writeTo: (folder) => {
          copy(reference, folder);
          copy(path.join(root, 'mutants', name), folder);
        },
      };
    }),
  ];
}
