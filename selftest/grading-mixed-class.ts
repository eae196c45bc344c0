/**
 * Classes of any size whose gradebook is known beforehand: correct solutions, mutants with their
 * rows of the kill matrix, labs that do not load, and unreadable submissions, handed in as folders,
 * archives and clones.
 */
import {
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import * as git from 'isomorphic-git';
import { pack } from 'tar-stream';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import type { LabSpec } from '../src/core/registry/index.js';
import { Random } from '../src/core/support/index.js';
import { addLab } from './add-lab.js';

/** The row that must be in the gradebook. */
export interface ExpectedRow {
  readonly state: 'graded' | 'refused';
  readonly total: string;
  /** Points by test; none for a refused submission. */
  readonly cells: Readonly<Record<string, string>>;
}

const MATRIX = fileURLToPath(new URL('../docs/reference/kill-matrix.json', import.meta.url));
const { rows } = z
  .object({
    rows: z.array(z.object({ name: z.string(), cells: z.record(z.string(), z.unknown()) })),
  })
  .parse(JSON.parse(readFileSync(MATRIX, 'utf8')));

const UNREADABLE: readonly ((path: string) => void)[] = [
  (path) => mkdirSync(path),
  (path) => writeFileSync(`${path}.zip`, 'not a zip at all'),
  (path) => writeFileSync(`${path}.tar.gz`, Buffer.alloc(2000, 7)),
  (path) => {
    mkdirSync(join(path, 'docs'), { recursive: true });
    writeFileSync(join(path, 'docs', 'answers.md'), '# I did it on paper');
  },
];

/** A lab that does not load is graded, and worth nothing. */
const UNLOADABLE: readonly string[] = [
  "import fs from 'node:fs'; export class PBServer { x = fs; }",
  'export class PBServer { handle() { const x = ; } }',
  "export { PBServer } from './gone.js';",
  `export const PBServer = ${'('.repeat(1e5)}`,
  'for (;;) {} export class PBServer {}',
];

const WRAPPINGS: readonly ((path: string) => Promise<void>)[] = [
  () => Promise.resolve(),
  () => Promise.resolve(),
  zipped,
  tarred,
  cloned,
];

/** Writes the submissions of a class into a folder. Returns the expected rows. */
export async function writeMixedClass(
  folder: string,
  size: number,
  { tests }: LabSpec,
): Promise<Map<string, ExpectedRow>> {
  const random = Random.fromSeed(size);
  const expected = new Map<string, ExpectedRow>();
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < size; i++) {
    const id = `s${String(i).padStart(3, '0')}`;
    const path = join(folder, id);
    const kind = random.below(20);
    if (kind === 0) {
      random.pick(UNREADABLE)(path);
      expected.set(id, { state: 'refused', total: '', cells: {} });
      continue;
    }
    const failed = kind === 1 ? unloadable(path, random) : known(path, random);
    await random.pick(WRAPPINGS)(path);
    const points = tests.map(({ number, points: worth }): [string, number] => [
      number,
      failed(number) ? 0 : worth,
    ]);
    const total = points.reduce((sum, [, earned]) => sum + earned, 0);
    const cells = Object.fromEntries(points.map(([number, earned]) => [number, String(earned)]));
    expected.set(id, { state: 'graded', total: String(total), cells });
  }
  return expected;
}

type HasFailed = (number: string) => boolean;

function unloadable(path: string, random: Random): HasFailed {
  mkdirSync(join(path, 'src'), { recursive: true });
  writeFileSync(join(path, 'src', 'index.ts'), random.pick(UNLOADABLE));
  return () => true;
}

function known(path: string, random: Random): HasFailed {
  const { name, cells } = random.pick(rows);
  addLab(path, name);
  return (number) => number in cells;
}

async function zipped(path: string): Promise<void> {
  const zip = new ZipFile();
  for (const [name, bytes] of filesIn(path)) zip.addBuffer(bytes, `lab/${name}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(`${path}.zip`));
  rmSync(path, { recursive: true });
}

async function tarred(path: string): Promise<void> {
  const tar = pack();
  for (const [name, bytes] of filesIn(path)) tar.entry({ name }, bytes);
  tar.finalize();
  await pipeline(tar, createGzip(), createWriteStream(`${path}.tar.gz`));
  rmSync(path, { recursive: true });
}

async function cloned(path: string): Promise<void> {
  const author = { name: 'A', email: 'a@u.edu', timestamp: 1_700_000_000 };
  await git.init({ fs, dir: path });
  for (const [name] of filesIn(path)) await git.add({ fs, dir: path, filepath: name });
  await git.commit({ fs, dir: path, message: 'lab', author });
}

function filesIn(folder: string): [name: string, bytes: Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file.slice(folder.length + 1), readFileSync(file)]);
}
