import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const Packed = z.tuple([
  z.object({
    filename: z.string(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
]);

/** What npm would publish. */
export function npmPack(...more: readonly string[]): z.infer<typeof Packed>[0] {
  const flags = ['pack', '--json', '--ignore-scripts', '--loglevel=error', ...more];
  return Packed.parse(JSON.parse(execFileSync('npm', flags, { cwd: ROOT, encoding: 'utf8' })))[0];
}
