import * as fs from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import * as git from 'isomorphic-git';
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

/**
 * Reads the files of a commit. It is read by a library that only reads: the `git` program would run
 * what a repository's configuration says. The library has no limits: three megabytes of a clone can
 * come to gigabytes, so this runs in a process that has.
 */
export async function readCommit(
  gitdir: string,
  choice: CommitChoice,
  into: FileCollector,
): Promise<ChosenCommit> {
  await refuseOddities(gitdir);
  const repository: Repository = { fs, gitdir, cache: {}, trees: new Map() };
  const id = await commitOf(repository, choice);
  const { oid, commit } = await git.readCommit({ ...repository, oid: id });
  await readTree(repository, commit.tree, '', into);
  return { id: oid, atMs: commit.committer.timestamp * 1000 };
}

interface Repository {
  readonly fs: typeof fs;
  readonly gitdir: string;
  readonly cache: object;
  /** Folders that were read, by id: one can be in thousands of places. */
  readonly trees: Map<string, TreeObject>;
}

type TreeObject = Awaited<ReturnType<typeof git.readTree>>['tree'];

async function commitOf(repository: Repository, choice: CommitChoice): Promise<string> {
  const { tag, beforeMs } = choice;
  if (tag !== undefined) {
    return git.resolveRef({ ...repository, ref: `refs/tags/${tag}` }).catch(() => {
      throw new SubmissionRefused(`it has no tag "${tag}"`);
    });
  }
  const depth = beforeMs === undefined ? 1 : HISTORY_MAX;
  const commits = await git.log({ ...repository, ref: 'HEAD', depth }).catch(() => {
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
  const { trees } = repository;
  const tree = trees.get(oid) ?? (await git.readTree({ ...repository, oid })).tree;
  trees.set(oid, tree);
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
    const { blob } = await git.readBlob({ ...repository, oid: entry });
    into.add(wanted, blob);
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
