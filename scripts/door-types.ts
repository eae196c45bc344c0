/**
 * The types of the doors, rolled up: what `labtest` and its subpaths export and what that refers
 * to, without what is marked as internal. None of our other declarations leave this repository.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup, type RollupLog } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { doors } from './doors.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The declarations that several doors export, so that a type is the same for all. */
export const SHARED_TYPES = 'chunks/types';

/** Writes `.d.ts` beside the door's `.js` in dist. */
export async function writeDoorTypes(): Promise<void> {
  const input = doors().map(([, file]) => [file, path.join(ROOT, 'src', `${file}.ts`)] as const);
  const built = await rollup({
    input: Object.fromEntries(input),
    external: [/^node:/],
    plugins: [
      dts({
        tsconfig: path.join(ROOT, 'tsconfig.build.json'),
        compilerOptions: { stripInternal: true, incremental: false },
      }),
    ],
    onwarn: refuse,
  });
  await built.write({
    dir: path.join(ROOT, 'dist'),
    format: 'es',
    chunkFileNames: `${SHARED_TYPES}/[name].d.ts`,
  });
  await built.close();
}

/** A warning means that a door exposes an internal type. */
function refuse({ message }: RollupLog): void {
  throw new Error(`the types of the doors: ${message}`);
}
