import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { fileName, pathIn } from './file-name.js';
import { FILE_BYTES_MAX, type EntryKind, type FileCollector } from './file-collector.js';

/** A folder that is still to be read. */
interface Pending {
  readonly folder: Buffer;
  /** Its path below the one that is read, with `/` at its end. */
  readonly prefix: string;
}

/**
 * Reads a folder that somebody else filled. Follows no link and opens nothing but regular files; a
 * pipe or a device would make the reader wait for ever.
 */
export async function readFolder(root: string, into: FileCollector): Promise<void> {
  const pending: Pending[] = [{ folder: Buffer.from(root), prefix: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, prefix } = next;
    for await (const entry of await opendir(folder, { encoding: 'latin1' })) {
      const own = fileName(Buffer.from(entry.name, 'latin1'));
      const name = `${prefix}${own.name}`;
      const kind = kindOf(entry);
      const path = into.wants(name, kind);
      const place = pathIn(folder, own);
      if (kind === 'folder' && into.entersFolder(name)) {
        pending.push({ folder: place, prefix: `${name}/` });
      }
      if (path !== undefined) await readFileInto(place, path, into);
    }
  }
}

/** Reads one file, unless it turns out to be none. */
export async function readFileInto(
  file: string | Buffer,
  path: string,
  into: FileCollector,
): Promise<void> {
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
