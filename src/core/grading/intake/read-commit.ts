import * as fs from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import * as git from 'isomorphic-git';
import { boundGitObjects, isTooLargeObject } from './bound-git-objects.js';
import { ENTRIES_MAX, type EntryKind, type FileCollector } from './file-collector.js';
import { SubmissionRefused } from './refusal.js';

/** Which commit of a clone is graded. */
export interface CommitChoice {
  /** The commit that this tag names. */
  readonly tag?: string | undefined;
  /** The last commit that was made at this time or before. */
  readonly beforeMs?: number | undefined;
}

/** The commit that was chosen. */
export interface ChosenCommit {
  readonly id: string;
  /** When it says that it was made. */
  readonly atMs: number;
}

const HISTORY_MAX = 10_000;
const BLOB = { '100644': 'file', '100755': 'file', '120000': 'link' } as const;

/** The folder of the repository in `folder`, be it a clone or bare; undefined for none. */
export async function repositoryIn(folder: string): Promise<string | undefined> {
  const inside = join(folder, '.git');
  const stat = await lstat(inside).catch(() => undefined);
  if (stat?.isDirectory() === true) return inside;
  if (stat !== undefined) {
    throw new SubmissionRefused('its .git is not a folder: give the clone itself, not a work tree');
  }
  const isBare = await Promise.all(
    ['HEAD', 'objects', 'refs'].map((name) => lstat(join(folder, name)).then(Boolean, () => false)),
  );
  return isBare.every(Boolean) ? folder : undefined;
}

/**
 * Reads the files of a commit. It is read by a library that only reads: the `git` program would run
 * what a repository's configuration says.
 */
export async function readCommit(
  gitdir: string,
  choice: CommitChoice,
  into: FileCollector,
): Promise<ChosenCommit> {
  await refuseOddities(gitdir);
  boundGitObjects();
  const cache = {};
  const repository = { fs, gitdir, cache };
  const id = await commitOf(repository, choice);
  const { oid, commit } = await git.readCommit({ ...repository, oid: id });
  await readTree(repository, commit.tree, '', into);
  return { id: oid, atMs: commit.committer.timestamp * 1000 };
}

interface Repository {
  readonly fs: typeof fs;
  readonly gitdir: string;
  readonly cache: object;
}

async function commitOf(repository: Repository, choice: CommitChoice): Promise<string> {
  const { tag, beforeMs } = choice;
  if (tag !== undefined) {
    return git.resolveRef({ ...repository, ref: `refs/tags/${tag}` }).catch(() => {
      throw new SubmissionRefused(`it has no tag "${tag}"`);
    });
  }
  const commits = await git.log({ ...repository, ref: 'HEAD', depth: HISTORY_MAX }).catch(() => {
    throw new SubmissionRefused('the repository has no commit that can be read');
  });
  const found = commits.find(
    ({ commit }) => beforeMs === undefined || commit.committer.timestamp * 1000 <= beforeMs,
  );
  if (found !== undefined) return found.oid;
  const date = new Date(beforeMs ?? 0).toISOString();
  throw new SubmissionRefused(`none of its ${commits.length} commits was made by ${date}`);
}

async function readTree(
  repository: Repository,
  oid: string,
  below: string,
  into: FileCollector,
): Promise<void> {
  const { tree } = await git.readTree({ ...repository, oid });
  for (const { path: name, type, mode, oid: entry } of tree) {
    const path = below === '' ? name : `${below}/${name}`;
    if (type === 'tree') {
      into.wants(path, 'folder');
      if (into.entersFolder(path)) await readTree(repository, entry, path, into);
      continue;
    }
    const kind: EntryKind = (BLOB as Record<string, EntryKind>)[mode] ?? 'other';
    const wanted = into.wants(path, kind);
    if (wanted === undefined) continue;
    const blob = await blobOf(repository, entry);
    if (blob === undefined) into.tooLarge(wanted);
    else into.add(wanted, blob);
  }
}

/** The contents of a file; undefined where it is too large to be one of a lab. */
async function blobOf(repository: Repository, oid: string): Promise<Uint8Array | undefined> {
  try {
    return (await git.readBlob({ ...repository, oid })).blob;
  } catch (error) {
    if (isTooLargeObject(error)) return undefined;
    throw error;
  }
}

/** A link could lead the reader out of the repository, and a pipe would make it wait for ever. */
async function refuseOddities(gitdir: string): Promise<void> {
  let count = 0;
  const pending = [gitdir];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for await (const entry of await opendir(folder)) {
      if (++count > ENTRIES_MAX) {
        throw new SubmissionRefused(`its .git holds more than ${ENTRIES_MAX} files`);
      }
      if (entry.isDirectory()) pending.push(join(folder, entry.name));
      else if (!entry.isFile()) {
        throw new SubmissionRefused(
          'its .git holds links or special files, which git does not make',
        );
      }
    }
  }
}
