import type { Student } from './student.js';

/** Where one submission lies, before anything of it is opened. */
export interface Source {
  /** What the submission is called in every output: unique, and the name of its folder there. */
  readonly id: string;
  /** Whoever gets the mark: one, or a group. */
  readonly students: readonly Student[];
  /** One folder or archive, or several loose files; absolute. */
  readonly paths: readonly string[];
  /** When it was handed in, where the platform says so. */
  readonly submittedAtMs?: number | undefined;
  /** Late, says the platform, but not since when. */
  readonly isLate?: boolean | undefined;
  /** Which of several counts, and the like. */
  readonly notes: readonly string[];
  /** Why it cannot even be opened. */
  readonly refusal?: string | undefined;
}

/** What a folder of submissions turned out to be. */
export interface Listing {
  readonly layout: 'folders' | 'canvas' | 'gradescope';
  /** In the order of their ids. */
  readonly sources: readonly Source[];
  /** What lies among them and is no submission. */
  readonly strays: readonly string[];
}

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
/** Formats that students hand in all the same; the reason then says what to use. */
const OTHER_ARCHIVE = /\.(rar|7z|tar\.(bz2|xz|zst)|tbz2?|txz|gz|bz2|xz)$/i;

/** Whether a file of this name is a submission by itself. */
export function isArchive(name: string): boolean {
  return ARCHIVE.test(name);
}

export function isOtherArchive(name: string): boolean {
  return !isArchive(name) && OTHER_ARCHIVE.test(name);
}

/** The name without the endings of archives and clones. */
export function stem(name: string): string {
  return name
    .replace(ARCHIVE, '')
    .replace(OTHER_ARCHIVE, '')
    .replace(/\.git$/i, '');
}
