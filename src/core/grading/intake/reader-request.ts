import type { ChosenCommit, CommitChoice } from './read-commit.js';

/** What the reader is asked to read: a folder of git's, or an archive. */
export type ReaderRequest =
  | { readonly kind: 'clone'; readonly gitdir: string; readonly choice: CommitChoice }
  | { readonly kind: 'archive'; readonly file: string };

/** What the reader found in a submission, before it got to the end or to what it cannot read. */
export interface ReaderAnswer {
  /** Paths and contents, in base64. */
  readonly files: readonly (readonly [path: string, contents: string])[];
  readonly notes: readonly string[];
  readonly commit?: ChosenCommit | undefined;
  /** Why the submission is refused. */
  readonly refusal?: string | undefined;
  /** What a library said of a damaged file. */
  readonly error?: string | undefined;
}
