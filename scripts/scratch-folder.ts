import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

let scratch: string | undefined;

/**
 * Vitest's global setup: temporary files of tests, and of the programs they start, go into one
 * folder, which is removed when all have ended.
 */
export default function scratchFolder(): () => void {
  if (scratch === undefined) {
    scratch = mkdtempSync(join(tmpdir(), 'labtest-tests-'));
    process.env.TMPDIR = scratch;
  }
  const folder = scratch;
  return () => rmSync(folder, { recursive: true, force: true });
}
