import type { LabFile } from './lab-files.js';
import { shownLine } from '../../support/index.js';
import { SubmissionRefused } from './refusal.js';

/** More files and folders than these is no lab, but something unpacked by mistake or on purpose. */
export const ENTRIES_MAX = 20_000;
const FILES_MAX = 1000;
export const FILE_BYTES_MAX = 1 << 20;
const BYTES_MAX = 16 << 20;
const DEPTH_MAX = 32;
/** Of a whole path: it is written into a folder of ours, on systems that know such a limit. */
const PATH_BYTES_MAX = 1000;
const NAME_BYTES_MAX = 200;
const NOTES_MAX = 8;
const SHOWN_CHARS_MAX = 120;

/** What an entry of a folder, an archive or a commit is. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Folders in which nobody writes a lab. */
const IGNORED_FOLDERS = new Set(['node_modules', '__MACOSX', 'logs']);
const CONFIG_FILE = 'labtest.yaml';

/**
 * Takes of a submission what a lab can consist of, TypeScript files and `labtest.yaml`, and nothing
 * else: what is not taken is never unpacked, written or opened. Wherever a submission comes from,
 * this decides what it may contain.
 */
export class FileCollector {
  readonly #files = new Map<string, Uint8Array>();
  readonly #notes: string[] = [];
  #notesLeftOut = 0;
  #entries = 0;
  #bytes = 0;

  /**
   * The path under which the contents of this entry are wanted; undefined where they are not.
   *
   * @throws SubmissionRefused when there are too many entries
   */
  wants(name: string, kind: EntryKind): string | undefined {
    if (++this.#entries > ENTRIES_MAX) {
      throw new SubmissionRefused(
        `it has more than ${ENTRIES_MAX} files and folders; a lab has a few dozen`,
      );
    }
    if (kind === 'folder') return undefined;
    const path = cleanPath(name);
    if (path === undefined) {
      this.note(`${shown(name)} is left out: its path leads out of the submission`);
      return undefined;
    }
    if (isLabFile(path) && isTooLong(path)) {
      this.note(`${shown(path)} is left out: its name is too long`);
      return undefined;
    }
    if (!isLabFile(path) && !(kind === 'link' && isFolderName(path))) return undefined;
    if (kind !== 'file') {
      const what = kind === 'link' ? 'a symbolic link' : 'not a regular file';
      this.note(`${shown(path)} is left out: it is ${what}`);
      return undefined;
    }
    return path;
  }

  /**
   * Whether a folder of this name can hold a part of a lab.
   */
  entersFolder(path: string): boolean {
    const parts = path.split('/');
    return parts.length <= DEPTH_MAX && !isIgnoredFolder(parts.at(-1) ?? '');
  }

  /** @throws SubmissionRefused when it is all too much */
  add(path: string, bytes: Uint8Array): void {
    if (bytes.length > FILE_BYTES_MAX) return this.tooLarge(path);
    if (this.#files.has(path)) {
      this.note(`${shown(path)} is there twice: the later one counts`);
      this.#bytes -= this.#files.get(path)?.length ?? 0;
    }
    this.#files.set(path, bytes);
    this.#bytes += bytes.length;
    if (this.#files.size > FILES_MAX || this.#bytes > BYTES_MAX) {
      throw new SubmissionRefused(
        `it has more than ${FILES_MAX} TypeScript files, or ${BYTES_MAX >> 20} MiB of them`,
      );
    }
  }

  tooLarge(path: string): void {
    this.note(`${shown(path)} is left out: it is larger than ${FILE_BYTES_MAX >> 20} MiB`);
  }

  note(text: string): void {
    if (this.#notes.length < NOTES_MAX) this.#notes.push(text);
    else this.#notesLeftOut++;
  }

  /** @throws SubmissionRefused when a file is a folder as well, as only an archive can have it */
  get files(): LabFile[] {
    for (const path of this.#files.keys()) {
      const parts = path.split('/');
      const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
      const both = folders.find((folder) => this.#files.has(folder));
      if (both !== undefined) {
        throw new SubmissionRefused(`${shown(both)} is a file and a folder at the same time`);
      }
    }
    return [...this.#files].map(([path, bytes]) => ({ path, bytes }));
  }

  /** What was left out and why, for whoever grades. */
  get notes(): string[] {
    const rest = this.#notesLeftOut;
    return rest === 0 ? [...this.#notes] : [...this.#notes, `and ${rest} more like it`];
  }
}

/**
 * A relative path with `/` and composed characters, whatever system the name comes from; undefined
 * for one that leads anywhere else.
 */
export function cleanPath(name: string): string | undefined {
  const path = name.replaceAll('\\', '/').normalize('NFC');
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || /\p{Cc}/u.test(path)) return undefined;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 || parts.includes('..') || parts.length > DEPTH_MAX
    ? undefined
    : parts.join('/');
}

function isLabFile(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (parts.some(isIgnoredFolder) || name.startsWith('.')) return false;
  return name === CONFIG_FILE || (name.endsWith('.ts') && !name.endsWith('.d.ts'));
}

function isTooLong(path: string): boolean {
  const isLong = (name: string): boolean => Buffer.byteLength(name) > NAME_BYTES_MAX;
  return Buffer.byteLength(path) > PATH_BYTES_MAX || path.split('/').some(isLong);
}

/** Whether a link of this name could stand for a folder of a lab. */
function isFolderName(path: string): boolean {
  const parts = path.split('/');
  return !parts.some(isIgnoredFolder) && parts.at(-1)?.includes('.') === false;
}

function isIgnoredFolder(name: string): boolean {
  return IGNORED_FOLDERS.has(name) || name.startsWith('.');
}

/** A name that somebody else chose, as it may stand in a line of text. */
export function shown(name: string): string {
  const text = shownLine(name);
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
}
