import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** What runs in a box. */
export interface BoxProgram {
  readonly node: string;
  /** Entry file. */
  readonly entry: string;
  /** The only files and folders of this package that it may read. */
  readonly reads: readonly string[];
  /** The maximum CPU time of each of its processes. */
  readonly cpuMaxS: number;
  /** Whether it starts other programs. */
  readonly startsPrograms?: true;
}

/** The package's root; the program is always the built one. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BOXED = path.join(ROOT, 'dist', 'boxed');
const OWN = [path.join(ROOT, 'package.json'), BOXED];

/** The last resort if nobody watches any more; a judge times each single request. */
const RUNNING_MAX_S = 3600;
/** Whoever waits for the compiler gives up much earlier. */
const COMPILING_MAX_S = 60;
const READING_MAX_S = 60;

/** The program that runs a lab's handlers; `reads` lists what else it imports. */
export function labProgram(reads: readonly string[] = []): BoxProgram {
  return {
    node: process.execPath,
    entry: path.join(BOXED, 'core', 'box', 'box-process.js'),
    reads: [...OWN, ...packageFolders(['ses']), ...reads],
    cpuMaxS: RUNNING_MAX_S,
  };
}

/** The program that compiles a lab; `reads` lists what else it imports. */
export function compileProgram(reads: readonly string[] = []): BoxProgram {
  const compiler = `@esbuild/${process.platform}-${process.arch}`;
  const checks = ['acorn', 'eslint-scope', 'fastest-levenshtein', '@jridgewell/trace-mapping'];
  const packages = ['esbuild', compiler, ...checks];
  return {
    node: process.execPath,
    entry: path.join(BOXED, 'core', 'compile', 'compile-process.js'),
    reads: [...OWN, ...packageFolders(packages), ...reads],
    cpuMaxS: COMPILING_MAX_S,
    startsPrograms: true,
  };
}

/** The program that reads clones and archives, each of which may be made to swell. */
export function readerProgram(): BoxProgram {
  const entry = path.join(ROOT, 'dist/core/grading/intake/reader-process.js');
  return { node: process.execPath, entry, reads: [], cpuMaxS: READING_MAX_S };
}

/** The folders of packages and of their dependencies. */
function packageFolders(names: readonly string[]): string[] {
  const folders = new Set<string>();
  const add = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    if (folder === undefined || folders.has(folder)) return;
    folders.add(folder);
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const each of Object.keys(dependencies)) add(each, folder);
  };
  for (const name of names) add(name, ROOT);
  return [...folders];
}

/** Where Node finds a package, from a folder upwards; `undefined` if it is missing. */
function folderOf(name: string, from: string): string | undefined {
  const places = createRequire(path.join(from, 'package.json')).resolve.paths(name) ?? [];
  return places
    .map((place) => path.join(place, name))
    .find((folder) => existsSync(path.join(folder, 'package.json')));
}
