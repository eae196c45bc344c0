import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Esbuild from 'esbuild';
import type { BuildFailure, OnResolveResult, Plugin } from 'esbuild';
import { UsageError } from '../support/index.js';
import { DOORS, givenFiles } from './given-files.js';
import { ANY_DIST, type LabBundle } from './install-lab.js';

/**
 * Compiles a lab from outside this package, from the folder that holds its `lab.ts`.
 *
 * @throws UsageError LT015 when there is no lab, or its code is wrong
 */
export async function bundleLabCode(folder: string): Promise<LabBundle> {
  const entry = path.join(folder, 'lab.ts');
  if (!existsSync(entry)) {
    throw new UsageError('LT015', `There is no lab in ${folder}: it has no lab.ts.`, [
      'A lab is a folder with lab.ts and given/*.ts; a new one: labtest new-lab DIR',
    ]);
  }
  const given = givenFiles(folder);
  const files = await bundle(folder, { lab: entry, ...given });
  const names = Object.keys(given).map((key) => path.basename(key));
  // The source maps contain the folder, which must not change the digest.
  const texts = files.map(([file, text]) => [file, text.replace(SOURCE_MAP, '')]);
  const digest = createHash('sha256')
    .update(JSON.stringify([names, texts]))
    .digest('hex');
  return { author: folder, files, given: names, digest };
}

const SOURCE_MAP = /\/\/# sourceMappingURL=\S+\s*$/;

async function bundle(
  folder: string,
  entryPoints: Readonly<Record<string, string>>,
): Promise<LabBundle['files']> {
  const { build } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  const outdir = path.join(folder, 'dist');
  try {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: { ...entryPoints },
      outdir,
      write: false,
      bundle: true,
      // One copy of shared imports, so that all of them have the same classes.
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      keepNames: true,
      sourcemap: 'inline',
      // The files will be moved.
      sourceRoot: outdir,
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
      plugins: [doorsPlugin(folder, entryPoints)],
    });
    return outputFiles.map((file) => [path.relative(outdir, file.path), file.text] as const);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const lines = error.errors.map(({ text, location }) => {
      const place = location && `${path.join(folder, location.file)}:${location.line}: `;
      return `${place ?? ''}${text}`;
    });
    throw new UsageError('LT015', `The lab in ${folder} does not compile.`, lines);
  }
}
/** Resolves `labtest` to the running harness, whatever is installed in the lab's folder. */
function doorsPlugin(folder: string, entryPoints: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'doors',
    setup(build) {
      build.onResolve({ filter: /^labtest(\/|$)/ }, ({ path: specifier }): OnResolveResult => {
        const name = specifier.slice('labtest'.length);
        const door = DOORS[name];
        if (door !== undefined) return { path: ANY_DIST + door, external: true };
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
