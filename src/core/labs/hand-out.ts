import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../support/index.js';
import type { LabSpec } from '../registry/index.js';
import type { LabSet } from './lab-set.js';
import { typeClosure } from './type-closure.js';

/** What every lab may import. */
const DOORS = ['index.d.ts', 'kvstore.d.ts'];

type Paths = Readonly<Record<string, readonly [string]>>;

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Makes a lab folder that is ready to work in: the skeleton, and what editors, git and a CI server
 * need. It needs no installation of its own. Returns the files, relative to the folder.
 *
 * @throws UsageError LT009 when the folder holds anything
 */
export function handOutLab(labs: LabSet, lab: LabSpec, folder: string): string[] {
  const skeleton = labs.skeletonOf(lab);
  if (!existsSync(skeleton)) {
    throw new UsageError('LT008', `There is no skeleton of lab ${lab.lab}.`, [
      `Looked for the folder ${skeleton}`,
    ]);
  }
  emptyFolder(folder);
  cpSync(skeleton, folder, { recursive: true });
  const types = typesFor(labs, lab);
  for (const [file, text] of types.files) writeFile(folder, path.join('types', file), text);
  for (const [file, text] of Object.entries(surroundings(types.paths)))
    writeFile(folder, file, text);
  if (labs.folder !== undefined) {
    writeFile(folder, 'labtest.yaml', configText(lab, path.relative(folder, labs.folder)));
  }
  return filesIn(folder);
}

/**
 * Makes the folder.
 *
 * @throws UsageError LT009 when it holds anything
 */
export function emptyFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError('LT009', `${folder} is not empty.`, [
      'Give a folder that does not exist yet, so that nothing of yours is overwritten',
    ]);
  }
  mkdirSync(folder, { recursive: true });
}

/** All files below a folder, relative to it, sorted. */
export function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** What an editor has to know of what the lab may import: files, and where each import leads. */
function typesFor(labs: LabSet, lab: LabSpec): { files: Map<string, string>; paths: Paths } {
  const given = labs.givenTypesOf(lab);
  const doors = [...DOORS, ...given.flatMap(({ file }) => (typeof file === 'string' ? file : []))];
  const files = typeClosure(path.join(PACKAGE, 'dist'), doors);
  const paths: Record<string, readonly [string]> = {
    labtest: ['./types/index.d.ts'],
    'labtest/kvstore': ['./types/kvstore.d.ts'],
  };
  for (const { name, file } of given) {
    const target = typeof file === 'string' ? file : `given/${name}.ts`;
    if (typeof file !== 'string') files.set(target, file.text);
    paths[`labtest/${name}`] = [`./types/${target}`];
  }
  return { files, paths };
}

/** For a lab that is not one of labtest's own: where it is. */
function configText({ lab }: LabSpec, tests: string): string {
  return [
    `lab: '${lab}'`,
    'solution: ./src',
    '# The folder with lab-tests.yaml and the lab itself.',
    `tests: ${tests.split(path.sep).join('/')}`,
    '',
  ].join('\n');
}

function surroundings(paths: Paths): Record<string, string> {
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return {
    '.gitignore': 'node_modules/\nlogs/\n',
    'tsconfig.json': `${JSON.stringify(tsconfigOf(paths), null, 2)}\n`,
    '.github/workflows/labtest.yml': ciFile(version),
  };
}

/** For the editor alone: labtest does not read it. */
function tsconfigOf(paths: Paths): object {
  return {
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
      paths,
    },
    include: ['src'],
  };
}

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

/** Writes a file, and the folders it is in. */
export function writeFile(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
