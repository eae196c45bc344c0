import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../support/index.js';
import type { LabSpec } from './test-spec.js';
import { typeClosure } from './type-closure.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
/** What a lab may import, and so what an editor has to know. */
const DOORS = ['index', 'kvstore', 'lab0', 'lab1', 'lab2'].map((door) => `${door}.d.ts`);

/**
 * Makes a lab folder that is ready to work in: the skeleton, and what editors, git and a CI server
 * need. It needs no installation of its own. Returns the files, relative to the folder.
 *
 * @throws UsageError LT009 when the folder holds anything
 */
export function handOutLab(lab: LabSpec, folder: string): string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError('LT009', `${folder} is not empty.`, [
      'Give a folder that does not exist yet, so that nothing of yours is overwritten',
    ]);
  }
  const skeleton = path.join(PACKAGE, 'labs', lab.folder);
  if (!existsSync(skeleton)) {
    throw new UsageError('LT008', `There is no skeleton of lab ${lab.lab}.`);
  }
  mkdirSync(folder, { recursive: true });
  cpSync(skeleton, folder, { recursive: true });
  for (const [file, text] of Object.entries(surroundings())) write(folder, file, text);
  for (const [file, text] of typeClosure(path.join(PACKAGE, 'dist'), DOORS)) {
    write(folder, path.join('types', file), text);
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function surroundings(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return {
    '.gitignore': 'node_modules/\nlogs/\n',
    'tsconfig.json': `${JSON.stringify(TSCONFIG, null, 2)}\n`,
    '.github/workflows/labtest.yml': ciFile(version),
  };
}

/** For the editor alone: labtest does not read it. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
    strict: true,
    noFallthroughCasesInSwitch: true,
    skipLibCheck: true,
    noEmit: true,
    paths: { labtest: ['./types/index.d.ts'], 'labtest/*': ['./types/*.d.ts'] },
  },
  include: ['src'],
};

function ciFile(version: string): string {
  return `name: labtest
on: [push]
jobs:
  labtest:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npx --yes labtest@${version} --reporter default,junit=report.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: labtest, path: "logs\\nreport.xml" }
`;
}

function write(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
