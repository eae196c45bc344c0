import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

let count = 0;

/** Writes a file so that whoever reads it meanwhile sees the old text or the new one, whole. */
export function writeAtomically(file: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.${process.pid}-${count++}.tmp`;
  writeFileSync(next, contents);
  renameSync(next, file);
}
