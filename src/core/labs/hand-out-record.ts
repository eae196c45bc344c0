import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Records what was handed out, so that an update knows what a student has changed since. */
export const RECORD_FILE = path.join('types', 'hand-out.json');

/** A digest of each file, by its path with slashes. */
export interface HandOutRecord {
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The text of a record of a folder's files; files in `instead` are recorded with that digest. */
export function recordOf(
  folder: string,
  files: readonly string[],
  version: string,
  instead: Readonly<Record<string, string | undefined>> = {},
): string {
  const digests = files.map((file) => [slashed(file), fileDigest(path.join(folder, file))]);
  const record = { version, files: { ...Object.fromEntries(digests), ...instead } as object };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The record of a folder. A folder without one was handed out before records existed. */
export function readRecord(folder: string): HandOutRecord {
  try {
    return JSON.parse(readFileSync(path.join(folder, RECORD_FILE), 'utf8')) as HandOutRecord;
  } catch {
    return { version: 'unknown', files: {} };
  }
}

/**
 * A digest of a file's contents; undefined if there is no file. Line ends do not count: git changes
 * them.
 */
export function fileDigest(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'latin1').replaceAll('\r\n', '\n');
    return createHash('sha256').update(text, 'latin1').digest('hex');
  } catch {
    return undefined;
  }
}

/** The path as written in a record, on every system. */
export function slashed(file: string): string {
  return file.split(path.sep).join('/');
}
