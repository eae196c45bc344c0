import { cpSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EDITOR_OPTIONS } from './editor-options.js';
import { emptyFolder, filesIn, writeFile } from './hand-out.js';
import { typeClosure } from './type-closure.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
const TEMPLATE = path.join(PACKAGE, 'templates', 'lab');
/** What a lab's author imports, beside the lab's own given modules. */
const DOORS = ['index', 'kvstore', 'testing'];

/**
 * Makes a folder for a new lab: given code, skeleton, a correct solution, tests and mutants, all
 * working. Returns the files, relative to the folder.
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

/** Only for the editor: labtest does not read it. */
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
  // A mutant consists of files that replace those of the correct solution.
  exclude: ['mutants', 'types'],
};
