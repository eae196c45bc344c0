import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dirent } from 'node:fs';
import { FILE_BYTES_MAX, type EntryKind, type FileCollector } from './file-collector.js';

/**
 * Reads a folder that somebody else filled. Follows no link and opens nothing but regular files; a
 * pipe or a device would make the reader wait for ever.
 */
export async function readFolder(folder: string, into: FileCollector): Promise<void> {
  const pending = [''];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for await (const entry of await opendir(join(folder, below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      const kind = kindOf(entry);
      const path = into.wants(name, kind);
      if (kind === 'folder' && into.entersFolder(name)) pending.push(name);
      if (path !== undefined) await readFileInto(join(folder, name), path, into);
    }
  }
}

/** Reads one file, unless it turns out to be none. */
export async function readFileInto(file: string, path: string, into: FileCollector): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return into.note(`${path} is left out: it is not a regular file`);
    if (stat.size > FILE_BYTES_MAX) return into.tooLarge(path);
    into.add(path, await handle.readFile());
  } finally {
    await handle.close();
  }
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
