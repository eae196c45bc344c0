import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** What runs in a box. */
export interface BoxProgram {
  readonly node: string;
  /** Entry file. */
  readonly entry: string;
  /** Files and folders it reads, and nothing else of this package. */
  readonly reads: readonly string[];
}

/** The package's root; the program is always the built one. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The program that runs a lab's handlers. */
export function labProgram(): BoxProgram {
  const boxed = path.join(ROOT, 'dist', 'boxed');
  const ses = createRequire(import.meta.url).resolve('ses');
  return {
    node: process.execPath,
    entry: path.join(boxed, 'core', 'box', 'box-process.js'),
    reads: [path.join(ROOT, 'package.json'), boxed, packageFolder(ses, 'ses')],
  };
}

/** The folder of a package, from a file in it. */
function packageFolder(file: string, name: string): string {
  const part = path.join('node_modules', name);
  return file.slice(0, file.lastIndexOf(part) + part.length);
}
