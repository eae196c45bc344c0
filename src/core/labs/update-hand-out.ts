import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileDigest, readRecord, recordOf, RECORD_FILE, slashed } from './hand-out-record.js';
import { filesIn, withFreshHandOut, writeFile, type HandOut } from './hand-out.js';
import { isPacked, ownVersion } from './surroundings.js';

/** What an update did with a hand-out. Files are relative to it. */
export interface HandOutUpdate {
  /** The version that handed it out or last updated it. */
  readonly before: string;
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  /** Changed by the student and by labtest: left as they are. */
  readonly kept: readonly string[];
}

/**
 * Brings a hand-out to this version of labtest. A file that the student has changed, and all of
 * `src`, is left as it is.
 */
export function updateHandOut(handOut: HandOut, folder: string): HandOutUpdate {
  const { version: before, files: record } = readRecord(folder);
  const from = handOut.from ?? sourceIn(folder);
  return withFreshHandOut({ ...handOut, from }, folder, (fresh) => {
    const update = { added: [], replaced: [], removed: [], kept: [] } as Record<
      'added' | 'replaced' | 'removed' | 'kept',
      string[]
    >;
    const files = filesIn(fresh).filter((file) => file !== RECORD_FILE && !isPacked(file));
    for (const file of files) {
      const what = whatToDo(file, { fresh, folder, record });
      if (what === 'leave') continue;
      update[what].push(file);
      if (what !== 'kept') cpSync(path.join(fresh, file), path.join(folder, file));
    }
    const now = new Set(files.map(slashed));
    for (const [file, digest] of Object.entries(record)) {
      const place = path.join(folder, file);
      if (now.has(file) || isSource(file) || fileDigest(place) !== digest) continue;
      rmSync(place);
      update.removed.push(file);
    }
    // A kept file keeps its old record, so that the next update looks at it again.
    const kept = Object.fromEntries(
      update.kept.map((file) => [slashed(file), record[slashed(file)]]),
    );
    writeFile(folder, RECORD_FILE, recordOf(fresh, files, ownVersion(), kept));
    return { before, ...update };
  });
}

/** Where a folder's package.json gets labtest from, unless it is a registry version. */
function sourceIn(folder: string): string | undefined {
  try {
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { devDependencies } = JSON.parse(text) as { devDependencies?: Record<string, unknown> };
    const source = devDependencies?.['labtest'];
    return typeof source === 'string' && !/^[\^~]?\d/.test(source) ? source : undefined;
  } catch {
    return undefined;
  }
}

interface Folders {
  readonly fresh: string;
  readonly folder: string;
  readonly record: Readonly<Record<string, string>>;
}

function whatToDo(
  file: string,
  { fresh, folder, record }: Folders,
): 'added' | 'replaced' | 'kept' | 'leave' {
  const before = record[slashed(file)];
  const now = fileDigest(path.join(folder, file));
  const next = fileDigest(path.join(fresh, file));
  const isChanged = before !== next;
  if (now === next) return 'leave';
  if (isSource(file)) {
    // A changed skeleton may deserve a look; but the file is the student's code.
    return before !== undefined && isChanged && existsSync(path.join(folder, file))
      ? 'kept'
      : 'leave';
  }
  // The student removed it, perhaps for a reason.
  if (now === undefined) return before === undefined ? 'added' : 'leave';
  if (isTypes(file)) return 'replaced';
  if (now === before) return 'replaced';
  return isChanged ? 'kept' : 'leave';
}

function isSource(file: string): boolean {
  return slashed(file).startsWith('src/');
}

/** A types file, which nobody should change. */
function isTypes(file: string): boolean {
  return slashed(file).startsWith('types/');
}
