/**
 * The types of the doors, rolled up: what `labtest` and its subpaths export and what that names,
 * without what is marked as internal. No other declaration of ours leaves this repository.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup, type RollupLog } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { doors } from './doors.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Declarations of what several doors export stand there: one type is one type for all. */
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

/** A warning is a door that leads inside: a type that it names is not its own. */
function refuse({ message }: RollupLog): void {
  throw new Error(`the types of the doors: ${message}`);
}
