/**
 * Bundles what runs in a browser without a server: the worker of a page that shows a trace, and
 * the parts that the worker of a live page is put together from when its lab is known.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const MAILED = path.join(SRC, 'core', 'debugger', 'mailed');

/** The substitute for a module in a browser. */
const INSTEAD: Readonly<Record<string, string>> = {
  'node:util': readFileSync(path.join(MAILED, 'util-types.ts'), 'utf8'),
  './quick-require.js': "import 'ses'; export const quickRequire = () => undefined;",
};

/** A worker has no machine: imports of machine modules are empty and must not be used. */
const browser: Plugin = {
  name: 'browser',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:|^[.][/]quick-require[.]js$/ }, ({ path: name }) => {
      return { path: name, namespace: name in INSTEAD ? 'instead' : 'machine', sideEffects: false };
    });
    onLoad({ filter: /./, namespace: 'instead' }, ({ path: name }) => {
      return { contents: INSTEAD[name] ?? '', loader: 'ts', resolveDir: SRC };
    });
    onLoad({ filter: /./, namespace: 'machine' }, () => ({ contents: 'module.exports = {}' }));
  },
};

const SHARED: BuildOptions & { metafile: true } = {
  bundle: true,
  minify: true,
  keepNames: true,
  platform: 'browser',
  target: 'es2023',
  metafile: true,
  legalComments: 'none',
  // Removes the code that asks for its own location.
  logOverride: { 'empty-import-meta': 'silent' },
  logLevel: 'warning',
  plugins: [browser],
};

/** Writes the worker of pages that only show a trace, as one script. */
export async function bundleRecorded(file: string): Promise<void> {
  const entry = path.join(MAILED, 'recorded-engine.ts');
  const { metafile } = await build({
    ...SHARED,
    entryPoints: [entry],
    outfile: file,
    format: 'iife',
  });
  refuseMachine(metafile);
}

/** The harness's modules that labs' code imports, wherever it runs. */
const DOORS = ['index.ts', 'kvstore.ts'];

/** Writes the live worker's parts, and the given modules of this package's labs. */
export async function bundleLive(folder: string): Promise<void> {
  const given = readdirSync(path.join(SRC, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /[/]given[/][^/]+(?<![.]d|[.]test)[.]ts$/.test(file))
    .map((file) => path.join('tests', file));
  const entries = ['core/debugger/mailed/live-engine.ts', ...DOORS, ...given];
  const { metafile } = await build({
    ...SHARED,
    entryPoints: entries.map((file) => path.join(SRC, file)),
    outdir: folder,
    outbase: SRC,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
  });
  refuseMachine(metafile);
}

/** Refuses a bundle that still imports machine modules, which a browser does not have. */
function refuseMachine({ outputs }: Metafile): void {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    const kept = Object.entries(inputs).find(([name, { bytesInOutput }]) => {
      return name.startsWith('machine:') && bytesInOutput > 0;
    });
    if (kept !== undefined) throw new Error(`${output} uses ${kept[0]}, which no browser has`);
  }
}
