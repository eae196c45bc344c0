import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LabSpec } from '../registry/index.js';
import { EDITOR_OPTIONS } from './editor-options.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** Where each import of a lab leads, for an editor. */
export type Paths = Readonly<Record<string, readonly [string]>>;

/** Files in templates/hand-out, by where they go. */
const TEMPLATES: Readonly<Record<string, string>> = {
  '.github/workflows/labtest.yml': 'github.yml',
  '.gitlab-ci.yml': 'gitlab.yml',
  '.vscode/launch.json': 'launch.json',
  '.vscode/tasks.json': 'tasks.json',
};

/** What accompanies a skeleton in a hand-out, by file: for editors, git, npm and CI servers. */
export function surroundings(lab: LabSpec, paths: Paths, source: string): Record<string, string> {
  const templates = Object.entries(TEMPLATES).map(([file, name]): [string, string] => [
    file,
    readFileSync(path.join(PACKAGE, 'templates', 'hand-out', name), 'utf8'),
  ]);
  return {
    ...Object.fromEntries(templates),
    '.gitignore': 'node_modules/\nlogs/\nreport.xml\n',
    'package.json': json(packageOf(lab, source)),
    'tsconfig.json': json(tsconfigOf(paths)),
  };
}

/** The version of this package, which others get too unless somebody says otherwise. */
export function ownVersion(): string {
  const text = readFileSync(path.join(PACKAGE, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Whether `npm pack` made a file. */
export function isPacked(file: string): boolean {
  return /[.]t(?:ar[.])?gz$/.test(file);
}

/**
 * What package.json says labtest comes from; a packed labtest is copied beside it, so that anybody
 * with the folder can install it.
 */
export function bringAlong(from: string, folder: string): string {
  if (!isPacked(from) || !existsSync(from)) return from;
  const name = path.basename(from);
  copyFileSync(from, path.join(folder, name));
  return `file:${path.posix.basename(pathToFileURL(name).pathname)}`;
}

function packageOf({ lab, title }: LabSpec, source: string): object {
  return {
    name: `lab-${lab.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}`,
    description: title,
    private: true,
    type: 'module',
    scripts: {
      test: 'labtest',
      check: 'labtest check',
      debug: 'labtest debug',
      typecheck: 'labtest --typecheck',
    },
    devDependencies: { labtest: source },
  };
}

/** Only for the editor: labtest does not read it. */
function tsconfigOf(paths: Paths): object {
  return {
    compilerOptions: {
      ...EDITOR_OPTIONS,
      noFallthroughCasesInSwitch: true,
      paths,
    },
    include: ['src'],
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
