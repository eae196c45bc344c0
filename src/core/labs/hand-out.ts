import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../support/index.js';
import type { LabSpec } from '../registry/index.js';
import { recordOf, RECORD_FILE } from './hand-out-record.js';
import type { LabSet } from './lab-set.js';
import { bringAlong, isPacked, ownVersion, surroundings, type Paths } from './surroundings.js';
import { typeClosure } from './type-closure.js';

/** What every lab may import. */
const DOORS = ['index.d.ts', 'kvstore.d.ts'];

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** What to hand out, and where students get labtest from. */
export interface HandOut {
  readonly labs: LabSet;
  readonly lab: LabSpec;
  /**
   * Where package.json gets labtest from: a version, a URL, or a packed labtest on this machine.
   */
  readonly from?: string | undefined;
}

/**
 * Makes a lab folder that is ready to work in: the skeleton, and what editors, git and a CI server
 * need. Nothing has to be installed in it. Returns the files, relative to the folder; `at` is its
 * final place, if that is elsewhere.
 *
 * @throws UsageError LT009 when the folder holds anything
 */
export function handOutLab(handOut: HandOut, folder: string, at = folder): string[] {
  const { labs, lab, from = ownVersion() } = handOut;
  const skeleton = labs.skeletonOf(lab);
  if (!existsSync(skeleton)) {
    throw new UsageError('LT008', `There is no skeleton of lab ${lab.lab}.`, [
      `Looked for the folder ${skeleton}`,
    ]);
  }
  emptyFolder(folder);
  cpSync(skeleton, folder, { recursive: true });
  explain(folder);
  const types = typesFor(labs, lab);
  for (const [file, text] of types.files) writeFile(folder, path.join('types', file), text);
  const source = bringAlong(from, folder);
  for (const [file, text] of Object.entries(surroundings(lab, types.paths, source)))
    writeFile(folder, file, text);
  if (labs.folder !== undefined) {
    writeFile(folder, 'labtest.yaml', configText(lab, path.relative(at, labs.folder)));
  }
  const files = filesIn(folder);
  // The course replaces a packed labtest itself.
  const recorded = files.filter((file) => !isPacked(file));
  writeFile(folder, RECORD_FILE, recordOf(folder, recorded, ownVersion()));
  return files;
}

/** What {@link handOutLab} makes today for `at`, in a temporary folder. */
export function withFreshHandOut<T>(handOut: HandOut, at: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'labtest-hand-out-'));
  try {
    handOutLab(handOut, folder, at);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

/** Adds the page on how to write a lab, the same for all labs, to the skeleton's README. */
function explain(folder: string): void {
  const how = readFileSync(
    path.join(PACKAGE, 'templates', 'hand-out', 'how-a-lab-is-written.md'),
    'utf8',
  );
  appendFileSync(path.join(folder, 'README.md'), how);
}

/** What an editor needs to know about the lab's imports: files, and where each import leads. */
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

/** For a lab that is not one of labtest's, also says where it is. */
function configText({ lab }: LabSpec, tests: string): string {
  return [
    `lab: '${lab}'`,
    'solution: ./src',
    '# The folder with lab-tests.yaml and the lab itself.',
    `tests: ${tests.split(path.sep).join('/')}`,
    '',
  ].join('\n');
}

/** Writes a file and creates its folders. */
export function writeFile(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
