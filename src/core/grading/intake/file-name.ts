import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';

/** What a file or folder is called, as text and as the system has it. */
export interface FileName {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isUtf8: boolean;
}

/**
 * A name that is not in UTF-8, as old archives leave them behind, is read as Latin-1: in it every
 * name means something, and no two mean the same.
 */
export function fileName(bytes: Buffer): FileName {
  const isText = isUtf8(bytes);
  return { name: bytes.toString(isText ? 'utf8' : 'latin1'), bytes, isUtf8: isText };
}

/** The path of a name in a folder, for the system. */
export function pathIn(folder: Buffer, { bytes }: Pick<FileName, 'bytes'>): Buffer {
  return Buffer.concat([folder, Buffer.from(sep), bytes]);
}
