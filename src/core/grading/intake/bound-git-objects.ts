import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

/** Commits, folders and files of a lab are far smaller. */
const OBJECT_BYTES_MAX = 16 << 20;

interface Decompressor {
  inflate: (bytes: Uint8Array) => Uint8Array;
}

/**
 * Has the library that reads repositories stop at objects that swell: three megabytes of a clone
 * can come to three gigabytes. It has no such limit, so what it decompresses with is replaced.
 */
export function boundGitObjects(): void {
  const library = createRequire(import.meta.url).resolve('isomorphic-git');
  const decompressor = createRequire(library)('pako') as Decompressor;
  decompressor.inflate = (bytes) => inflateSync(bytes, { maxOutputLength: OBJECT_BYTES_MAX });
}

/** Whether an object was not read for its size. */
export function isTooLargeObject(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_BUFFER_TOO_LARGE';
}
