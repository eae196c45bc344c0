import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));
/** Folders of core that only tell of outcomes: a change of theirs makes no result stale. */
const TELLING = ['report', 'debugger', 'grading', 'registry'];

/**
 * The version of the harness, and a digest of all its code that can decide an outcome. Results of
 * another one are not mixed with its own.
 */
export function harnessIdentity(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const dist = join(PACKAGE, 'dist');
  const files = ['core', 'tests'].flatMap((folder) => codeBelow(join(dist, folder)));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const name = relative(dist, file).replaceAll('\\', '/');
    if (TELLING.some((folder) => name.startsWith(`core/${folder}/`))) continue;
    hash.update(`\n${name}\n`).update(readFileSync(file));
  }
  return `${version}+${hash.digest('hex').slice(0, 12)}`;
}

function codeBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name));
}
