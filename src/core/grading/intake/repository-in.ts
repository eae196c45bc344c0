import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { SubmissionRefused } from './refusal.js';

/** The folder of the repository in `folder`, be it a clone or bare; undefined for none. */
export async function repositoryIn(folder: string): Promise<string | undefined> {
  const inside = join(folder, '.git');
  const stat = await lstat(inside).catch(() => undefined);
  if (stat?.isDirectory() === true) return inside;
  if (stat !== undefined) {
    throw new SubmissionRefused('its .git is not a folder: give the clone itself, not a work tree');
  }
  const isBare = await Promise.all(
    ['HEAD', 'objects', 'refs'].map((name) => lstat(join(folder, name)).then(Boolean, () => false)),
  );
  return isBare.every(Boolean) ? folder : undefined;
}
