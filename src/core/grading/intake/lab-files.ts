import { createHash } from 'node:crypto';

/** One file of a lab, as its student handed it in: no byte is changed. */
export interface LabFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files of one lab, sorted by path. Equal digests mean equal labs. */
export interface LabFiles {
  readonly files: readonly LabFile[];
  /** Of paths and contents, hex. */
  readonly digest: string;
}

/** The files in the order that their digest is made in. */
export function labFiles(files: readonly LabFile[]): LabFiles {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256').update('labtest-files-1');
  for (const { path, bytes } of sorted) {
    hash.update(`\n${Buffer.byteLength(path)}:${path}\n${bytes.length}:`).update(bytes);
  }
  return { files: sorted, digest: hash.digest('hex') };
}
