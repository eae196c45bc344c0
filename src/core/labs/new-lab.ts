import { cpSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EDITOR_OPTIONS } from './editor-options.js';
import { emptyFolder, filesIn, writeFile } from './hand-out.js';
import { typeClosure } from './type-closure.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
const TEMPLATE = path.join(PACKAGE, 'templates', 'lab');
/** What the author of a lab imports, beside what the lab itself gives. */
const DOORS = ['index', 'kvstore', 'testing'];

/**
 * Makes a folder for a lab of one's own: given code, skeleton, a right solution, tests and mutants
 * that work as they are. Returns the files, relative to the folder.
 *
 * @throws UsageError LT009 when the folder holds anything
 */
export function newLab(folder: string): string[] {
  emptyFolder(folder);
  cpSync(TEMPLATE, folder, { recursive: true });
  const files = typeClosure(
    path.join(PACKAGE, 'dist'),
    DOORS.map((door) => `${door}.d.ts`),
  );
  for (const [file, text] of files) writeFile(folder, path.join('types', file), text);
  writeFile(folder, 'tsconfig.json', `${JSON.stringify(TSCONFIG, null, 2)}\n`);
  writeFile(folder, '.gitignore', 'node_modules/\nlogs/\n');
  return filesIn(folder);
}

/** For the editor alone: labtest does not read it. */
const TSCONFIG = {
  compilerOptions: {
    ...EDITOR_OPTIONS,
    paths: {
      labtest: ['./types/index.d.ts'],
      'labtest/kvstore': ['./types/kvstore.d.ts'],
      'labtest/testing': ['./types/testing.d.ts'],
      'labtest/*': ['./given/*.ts'],
    },
  },
  // A mutant is made of files that replace those of the right solution.
  exclude: ['mutants', 'types'],
};
