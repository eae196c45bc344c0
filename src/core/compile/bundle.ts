import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type * as Esbuild from 'esbuild';
import type { Message, OnLoadResult, OnResolveResult, Plugin } from 'esbuild';
import type { GivenModules } from '../given/index.js';
import { InvariantError, LabFault, type LabFaultData } from '../support/index.js';
import { ImportJail } from './import-jail.js';
import type { LabTree } from './lab-tree.js';
import { sourceText } from './source-text.js';
import { quickRequire, refuse } from '../box/index.js';

/** Raise this when the transforms change, so that digests change too. */
const FORMAT = 'labtest-lab-1';
/** Nobody writes a lab larger than this by hand. */
const FILE_BYTES_MAX = 1 << 20;
const FILES_MAX = 400;

/** A lab's files as one ES module. */
export interface Bundle {
  readonly code: string;
  /** Source map, JSON; its sources are relative to the lab's folder. */
  readonly map: string;
  /** The digest of all sources, in hex. */
  readonly digest: string;
  /** The contents of every lab file that was used, by its path in the lab. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Bundles a lab from its `index.ts`; `folder` is the folder's name in messages. Throws `LabFault`
 * for what is refused.
 */
export async function bundleLab(
  tree: LabTree,
  folder: string,
  given: GivenModules,
): Promise<Bundle> {
  const jail = new ImportJail(tree, given);
  const entry = jail.resolve('./index.ts', join(tree.root, 'index.ts'));
  if (!('file' in entry)) {
    const why = 'refused' in entry ? entry.refused.replace("'./index.ts'", 'index.ts') : '';
    throw new LabFault({
      kind: 'load',
      message: `${why} in ${folder}`,
      hint: 'the harness takes the lab from the exports of index.ts',
    });
  }
  return runEsbuild(tree, jail, entry.file);
}

async function runEsbuild(tree: LabTree, jail: ImportJail, entry: string): Promise<Bundle> {
  const { build } = quickRequire('esbuild') as typeof Esbuild;
  const sources = new Map<string, string>();
  try {
    const result = await build({
      absWorkingDir: tree.root,
      entryPoints: [entry],
      outfile: join(tree.root, 'lab.js'),
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      charset: 'utf8',
      sourcemap: 'external',
      sourcesContent: false,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
      plugins: [jailPlugin(tree, jail, sources)],
    });
    refuse(result.warnings.filter(({ id }) => REFUSED_WARNINGS.has(id)).map(toFault));
    const output = (suffix: string): string => {
      const file = result.outputFiles.find(({ path }) => path.endsWith(suffix));
      if (file === undefined) throw new InvariantError(`esbuild gave no ${suffix}`);
      return file.text;
    };
    // Files without code leave nothing; an empty line keeps what is put around it intact.
    const code = output('.js') || '\n';
    return { code, map: output('.map'), digest: digestOf(sources), sources };
  } catch (error) {
    if (isBuildFailure(error)) refuse(error.errors.map(toFault));
    throw error;
  }
}

const IMPORT_AT_TOP = "write import { ... } from './file.js' at the top of the file";

/** What esbuild only warns about, but is always a mistake in a lab. */
const REFUSED_WARNINGS = new Set([
  'assign-to-constant',
  'assign-to-import',
  'call-import-namespace',
  'import-is-undefined',
]);

/** Imports that are calls rather than statements at the top of a file. */
const CALLED_IMPORTS: Readonly<Record<string, { text: string; detail: string }>> = {
  'require-call': { text: 'require is not allowed in a lab', detail: IMPORT_AT_TOP },
  'require-resolve': { text: 'require is not allowed in a lab', detail: IMPORT_AT_TOP },
  'dynamic-import': { text: 'import() is not allowed in a lab', detail: IMPORT_AT_TOP },
};

function jailPlugin(tree: LabTree, jail: ImportJail, sources: Map<string, string>): Plugin {
  return {
    name: 'import-jail',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }): OnResolveResult => {
        if (kind === 'entry-point') return { path };
        const call = CALLED_IMPORTS[kind];
        if (call !== undefined) return { errors: [{ ...call }] };
        const found = jail.resolve(path, importer);
        if ('file' in found) return { path: found.file };
        if ('given' in found) return { path: found.given, external: true };
        return { errors: [{ text: found.refused, detail: found.hint }] };
      });
      build.onLoad({ filter: /.*/ }, ({ path }): OnLoadResult => {
        const name = jail.nameOf(path);
        const refused = (text: string, detail?: string, line = 1): OnLoadResult => ({
          errors: [{ text, detail, location: { file: name, line, column: 0 } }],
        });
        const size = tree.size(path);
        if (size === undefined) return refused(`${name} is not a file`);
        if (size > FILE_BYTES_MAX) return refused(`${name} is larger than 1 MiB`);
        if (sources.size >= FILES_MAX) return refused(`the lab has more than ${FILES_MAX} files`);
        const source = sourceText(tree.read(path));
        if (source.text === undefined) {
          return refused(`${name} is not text in UTF-8`, source.hint, source.line);
        }
        sources.set(name, source.text);
        return { contents: source.text, loader: 'ts' };
      });
    },
  };
}

function digestOf(sources: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(FORMAT);
  for (const name of [...sources.keys()].sort()) {
    const contents = sources.get(name) ?? '';
    hash.update(`\n${name.length}:${name}\n${contents.length}:`).update(contents);
  }
  return hash.digest('hex');
}

function isBuildFailure(error: unknown): error is { errors: Message[] } {
  return error instanceof Error && Array.isArray((error as { errors?: unknown }).errors);
}

/** Messages of esbuild that can be improved. */
const REWORDED: readonly (readonly [RegExp, message: string, hint: string])[] = [
  [
    /^Top-level await/i,
    'await at the top level of a file',
    'a lab is loaded at once and its handlers run to their end: there is nothing to await',
  ],
  [
    /^No matching export in "([^"]*)" for import "([^"]*)"$/,
    '$1 has no export $2',
    'export it there, or correct the name here',
  ],
  [
    /^Import "([^"]*)" will always be undefined because the file "([^"]*)" has no exports$/,
    '$2 has no export $1',
    'export it there: write export before its class or constant',
  ],
];

function toFault({ text, location, detail }: Message): LabFaultData {
  const reworded = REWORDED.find(([pattern]) => pattern.test(text));
  return {
    kind: 'load',
    message: reworded === undefined ? text : text.replace(reworded[0], reworded[1]),
    hint: reworded?.[2] ?? (typeof detail === 'string' ? detail : undefined),
    place:
      location === null
        ? undefined
        : { file: location.file, line: location.line, column: location.column + 1 },
  };
}
