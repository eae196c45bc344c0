/**
 * Bundles the entry points of processes, so that one file is read instead of two hundred. Modules
 * that several of them need are in shared chunks, so that a class is the same for all.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { audited, isAudited } from './audited.js';
import { pastIndexes } from './past-indexes.js';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const PACKAGE = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>;
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** The packages that are bundled, too: those of the command line, which every start reads. */
const BUNDLED = ['@oclif/core', 'wrap-ansi'];
/** All the others, and what only a developer has, such as the TypeScript that oclif asks for. */
const EXTERNAL = Object.keys({ ...PACKAGE.dependencies, ...PACKAGE.devDependencies }).filter(
  (name) => !BUNDLED.includes(name),
);
/**
 * CommonJS requires Node's own modules with a function that ES modules lack; one shared chunk
 * provides it.
 */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * What is started or imported by its path; the rest of dist is for reading and testing. The command
 * line and the processes it starts share no objects, so each has chunks of its own.
 */
const COMMANDS = [/^commands[/]/, /^run[.]ts$/];
const PROCESSES = [
  /^(?!run[.])[^/]*[.]ts$/,
  /^core[/].*-(worker|process)[.]ts$/,
  // Each by itself, so that their classes keep their names: two of the same name in one file would
  // not.
  /^core[/]given[/]|^tests[/][^/]*[/]given[/]/,
  /^tests[/][^/]*[/]lab[.]ts$/,
];

/**
 * What a box can see: the programs that compile and run a lab, with chunks that contain nothing
 * else of the harness. They are in a folder of their own.
 */
const BOX = [
  // What the given modules of a lab from outside import.
  /^(index|kvstore)[.]ts$/,
  PROCESSES[2] as RegExp,
  /^core[/]box[/]box-process[.]ts$/,
  /^core[/]compile[/]compile-process[.]ts$/,
];
export const BOX_FOLDER = 'boxed';

/** The folder of shared modules in dist; no source has this name. */
export const CHUNKS = 'chunks';

/**
 * Modules look for files beside themselves, so each is told where it would be without a bundle. In
 * an audit, the checker's casts are checked.
 */
const sources = (folder: string, isAudit: boolean): Plugin => ({
  name: 'sources',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[.]ts$/ }, ({ path: file }) => {
      const own = path.relative(SRC, file).replace(/[.]ts$/, '.js');
      const dist = 'import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/"))';
      const address = `(${dist} + ${JSON.stringify(`/dist/${folder}${own}`)})`;
      const text = pastIndexes(file, readFileSync(file, 'utf8'));
      const code = isAudit && isAudited(file) ? audited(text, file) : text;
      return { contents: code.replaceAll('import.meta.url', address), loader: 'ts' };
    });
  },
});

/** oclif uses this package at every start to find the platform's name; labtest does not need it. */
const NOT_WSL: Plugin = {
  name: 'not-wsl',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/]wsl-utils[/]index[.]js$/ }, () => ({
      contents: 'export const isWsl = false;',
    }));
  },
};

/** Where bundles go, and their kind. */
interface Target {
  readonly dist: string;
  readonly isAudit: boolean;
}

/** Writes the bundles over what tsc made of their entries. */
export async function bundle(target: Target = { dist: DIST, isAudit: false }): Promise<void> {
  rmSync(path.join(target.dist, CHUNKS), { recursive: true, force: true });
  rmSync(path.join(target.dist, BOX_FOLDER), { recursive: true, force: true });
  for (const entries of [COMMANDS, PROCESSES]) await bundleOf(entries, target);
  await bundleOf(BOX, target, `${BOX_FOLDER}/`);
}

async function bundleOf(
  entries: readonly RegExp[],
  { dist, isAudit }: Target,
  folder = '',
): Promise<void> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !/[.](test|fixture|d)[.]ts$/.test(file));
  const { outputFiles } = await build({
    entryPoints: files
      .filter((file) => entries.some((entry) => entry.test(file)))
      .map((file) => path.join(SRC, file)),
    outdir: path.join(dist, folder),
    outbase: SRC,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: EXTERNAL,
    sourcemap: 'linked',
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [sources(folder, isAudit), NOT_WSL],
    write: false,
  });
  for (const { path: file, text } of outputFiles) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text.includes('var __require =') ? REQUIRE + text : text);
  }
}
