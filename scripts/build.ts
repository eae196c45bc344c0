/**
 * `npm run build`: compiles src to dist, bundles the entry points, drops outputs whose source is
 * gone, and writes the manifest that lets the CLI start without loading a command.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Plugin } from '@oclif/core';
import { compileRegistry } from '../src/core/registry/index.js';
import { bundleLive, bundleRecorded } from './browser-bundle.js';
import { BOX_FOLDER, bundle, CHUNKS } from './bundle.js';
import { writeDoorTypes } from './door-types.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
/** Touched last, so that it is younger than every source exactly when dist is up to date. */
const STAMP = join(DIST, '.built');
const MANIFEST = join(ROOT, 'oclif.manifest.json');
/** Files in dist without a source of the same name. */
const KEPT = ['/ui/', '/.', `/${CHUNKS}/`, `/${BOX_FOLDER}/`];
const INPUTS = ['src', 'lab-tests.yaml', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Whether nothing that a build reads is newer than the last complete build. */
export function isUpToDate(): boolean {
  if (!existsSync(STAMP) || !existsSync(MANIFEST)) return false;
  const built = statSync(STAMP).mtimeMs;
  return INPUTS.map((input) => join(ROOT, input))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
    .filter((path) => !/[.](test|fixture)[.]ts$/.test(path))
    .every((path) => statSync(path).mtimeMs < built);
}

/** A renamed source leaves its old output behind, and oclif would offer it as a command. */
function dropOrphans(): void {
  for (const output of filesBelow(DIST)) {
    const source = output.slice(DIST.length).replace(/([.]d[.]ts|[.]js([.]map)?)$/, '');
    if (KEPT.some((kept) => source.startsWith(kept))) continue;
    const kept = ['.ts', '.tsx', ''].some((ending) =>
      existsSync(join(ROOT, 'src', source + ending)),
    );
    if (!kept) rmSync(output);
  }
}

/**
 * Imports the commands one after the other. oclif imports them all at once, and then Node 20
 * sometimes fails at a package that one of them imports while another requires it.
 */
async function importCommands(): Promise<void> {
  const commands = join(DIST, 'commands');
  for (const file of filesBelow(commands)) {
    if (!file.endsWith('.js') || file.startsWith(join(commands, 'shared'))) continue;
    await import(pathToFileURL(file).href);
  }
}

/** What `oclif manifest` does; the `oclif` package would bring 190 others along. */
async function writeManifest(): Promise<void> {
  await importCommands();
  const plugin = new Plugin({
    root: ROOT,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const text = JSON.stringify(plugin.manifest, null, 2);
  writeFileSync(MANIFEST, `${text}\n`);
}

/** lab-tests.yaml, parsed and checked, so that the CLI starts without loading yaml and zod. */
async function writeRegistry(): Promise<void> {
  writeFileSync(join(DIST, '.lab-tests.json'), await compileRegistry());
}

/** The debugger's page. Imported only now: a build that has nothing to do needs no bundler. */
async function writePage(): Promise<void> {
  const vite = await import('vite');
  await vite.build({ configFile: join(ROOT, 'src', 'ui', 'vite.config.ts') });
  await bundleRecorded(join(DIST, 'ui', 'recorded-engine.js'));
  await bundleLive(join(DIST, 'ui', 'live'));
}

/** Builds everything; returns false after printing what was wrong. */
async function build(): Promise<boolean> {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['-p', 'tsconfig.build.json', '--pretty', 'false'];
  const { status } = spawnSync(process.execPath, [tsc, ...flags], { cwd: ROOT, stdio: 'inherit' });
  // tsc still writes what it can, so a person in the middle of an edit can run the rest.
  dropOrphans();
  if (existsSync(join(DIST, 'commands'))) {
    try {
      if (status === 0) {
        await bundle();
        await writeDoorTypes();
      }
      await writeManifest();
      await writeRegistry();
      await writePage();
    } catch (error) {
      console.error(`build: ${String(error)}`);
      return false;
    }
  }
  if (status === 0) writeFileSync(STAMP, '');
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // With nothing to do, as usual for `npx labtest` in this folder, it compiles nothing.
  process.exitCode = isUpToDate() || (await build()) ? 0 : 2;
}
