import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../support/index.js';
import type { LabConfig } from './schema.js';

const CONFIG_FILE = 'labtest.yaml';
/** The lab of a folder without a labtest.yaml. */
const LAB_DEFAULT = '2';

/** A lab on disk. */
export interface LabFolder {
  /** Which lab it is: "2". */
  readonly lab: string;
  /** Where labtest.yaml is, or the given folder; logs go here. Absolute. */
  readonly root: string;
  /** Where index.ts is. Absolute. */
  readonly solution: string;
  /** How many runs to keep in logs/, if labtest.yaml says so. */
  readonly keepRuns?: number | undefined;
  /** Where lab-tests.yaml is, absolute; if omitted, the lab is one of labtest's. */
  readonly tests?: string | undefined;
}

/**
 * The lab in `solution` if that is given, else the one that the nearest labtest.yaml describes,
 * from `cwd` upwards. A given folder needs no labtest.yaml if it has index.ts or src/index.ts; it
 * is then lab `labDefault`.
 *
 * @throws UsageError LT002, LT003
 */
export async function findLabFolder(
  cwd: string,
  solution: string | undefined,
  labDefault: string | undefined,
): Promise<LabFolder> {
  if (solution !== undefined) return givenFolder(cwd, solution, labDefault);
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, CONFIG_FILE))) return configuredFolder(folder);
    if (folder === path.dirname(folder)) break;
  }
  throw new UsageError('LT002', `No ${CONFIG_FILE} here or in a folder above.`, [
    'Go to the lab folder, or name it: labtest --solution path/to/lab',
    'A new lab folder: labtest init 2 my-lab',
  ]);
}

async function givenFolder(
  cwd: string,
  solution: string,
  labDefault: string | undefined,
): Promise<LabFolder> {
  const folder = path.resolve(cwd, solution);
  if (!isFolder(folder)) {
    throw new UsageError('LT002', `--solution ${solution}: there is no such folder.`);
  }
  if (existsSync(path.join(folder, CONFIG_FILE))) return configuredFolder(folder);
  for (const source of [folder, path.join(folder, 'src')]) {
    if (existsSync(path.join(source, 'index.ts'))) {
      return { lab: labDefault ?? LAB_DEFAULT, root: folder, solution: source };
    }
  }
  throw new UsageError('LT002', `--solution ${solution}: no lab there.`, [
    `Expected ${CONFIG_FILE}, index.ts or src/index.ts in ${folder}`,
  ]);
}

async function configuredFolder(root: string): Promise<LabFolder> {
  const fileName = path.join(root, CONFIG_FILE);
  const config = await readConfig(fileName);
  const solution = path.resolve(root, config.solution);
  if (!existsSync(path.join(solution, 'index.ts'))) {
    throw new UsageError('LT002', `${fileName}: solution: ${config.solution} has no index.ts.`, [
      `Expected ${path.join(solution, 'index.ts')}`,
    ]);
  }
  const tests = config.tests === undefined ? undefined : path.resolve(root, config.tests);
  return { lab: config.lab, root, solution, tests, keepRuns: config.keepRuns };
}

async function readConfig(fileName: string): Promise<LabConfig> {
  const text = readFileSync(fileName, 'utf8');
  const plain = plainConfig(text);
  if (plain !== undefined) return plain;
  const [{ readYaml }, { labConfigSchema }] = await Promise.all([
    import('./yaml-document.js'),
    import('./schema.js'),
  ]);
  return readYaml(fileName, text, labConfigSchema);
}

/**
 * Reads the usual two lines without yaml and zod, which take 100 ms to load. Anything else takes
 * the slow path, which also reports mistakes.
 */
function plainConfig(text: string): LabConfig | undefined {
  const lines = text.split('\n').filter((line) => !/^\s*(#.*)?$/.test(line));
  const lab = /^lab: (['"])(\w+)\1$/.exec(lines[0] ?? '')?.[2];
  const solution = /^solution: (\.[\w./-]*)$/.exec(lines[1] ?? '')?.[1];
  if (lab === undefined || solution === undefined || lines.length !== 2) return undefined;
  return { lab, solution };
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
