import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import type { BuildFailure, OnResolveResult, Plugin } from 'esbuild';
import { UsageError } from '../support/index.js';
import { DOORS, givenFiles } from './given-files.js';
import type { LabCode } from './lab-code.js';

const DIST = new URL('../../../dist/', import.meta.url);

/**
 * Compiles a lab that lies outside of this package, from the folder that holds its `lab.ts`, and
 * says where the result is: in a folder of its own, which goes when this process ends.
 *
 * @throws UsageError LT015 when there is no lab, or its code is not right
 */
export async function outsideLab(folder: string): Promise<LabCode> {
  const entry = path.join(folder, 'lab.ts');
  if (!existsSync(entry)) {
    throw new UsageError('LT015', `There is no lab in ${folder}: it has no lab.ts.`, [
      'A lab is a folder with lab.ts and given/*.ts; a new one: labtest new-lab DIR',
    ]);
  }
  const given = givenFiles(folder);
  const outdir = temporaryFolder();
  await bundle(folder, outdir, { lab: entry, ...given });
  const url = (name: string): string => pathToFileURL(path.join(outdir, `${name}.js`)).href;
  return {
    url: url('lab'),
    author: folder,
    given: Object.keys(given).map((key) => ({ name: path.basename(key), url: url(key) })),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'labtest-labs-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function bundle(
  folder: string,
  outdir: string,
  entryPoints: Readonly<Record<string, string>>,
): Promise<void> {
  const { build } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  try {
    await build({
      absWorkingDir: folder,
      entryPoints: { ...entryPoints },
      outdir,
      bundle: true,
      // One copy of what several of them import, so that a class is one class to all.
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      keepNames: true,
      sourcemap: 'inline',
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
      plugins: [doorsPlugin(folder, entryPoints)],
    });
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const lines = error.errors.map(({ text, location }) => {
      const place = location && `${path.join(folder, location.file)}:${location.line}: `;
      return `${place ?? ''}${text}`;
    });
    throw new UsageError('LT015', `The lab in ${folder} does not compile.`, lines);
  }
}

/** Leads `labtest` to the harness that runs, whatever is installed where the lab lies. */
function doorsPlugin(folder: string, entryPoints: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'doors',
    setup(build) {
      build.onResolve({ filter: /^labtest(\/|$)/ }, ({ path: specifier }): OnResolveResult => {
        const name = specifier.slice('labtest'.length);
        const door = DOORS[name];
        if (door !== undefined) return { path: new URL(door, DIST).href, external: true };
        const given = entryPoints[`given${name}`];
        if (given !== undefined) return { path: given };
        const missing = path.join(folder, `given${name}.ts`);
        return { errors: [{ text: `there is no '${specifier}': no ${missing}` }] };
      });
    },
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}
