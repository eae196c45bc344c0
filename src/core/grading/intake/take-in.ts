import { lstat, opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MachineLimit } from '../../machine/index.js';
import { FileCollector, shown } from './file-collector.js';
import { findLab } from './find-lab.js';
import { labFiles, type LabFiles } from './lab-files.js';
import { readApart } from './read-apart.js';
import type { ChosenCommit, CommitChoice } from './read-commit.js';
import { readFileInto, readFolder } from './read-folder.js';
import { repositoryIn } from './repository-in.js';
import { SubmissionRefused } from './refusal.js';
import { parseCanvasName } from './canvas-export.js';
import { isArchive, isOtherArchive, type Source } from './source.js';

/** A submission that was read: the lab in it, or why there is none. */
export interface TakenIn {
  readonly source: Source;
  /** The lab alone, relative to its folder. */
  readonly lab?: LabFiles | undefined;
  readonly refusal?: string | undefined;
  readonly commit?: ChosenCommit | undefined;
  readonly notes: readonly string[];
}

/** How submissions are read. */
export interface IntakeChoice extends CommitChoice {
  /** What the lab exports: by that it is found. */
  readonly exports: readonly string[];
}

/**
 * Reads a submission. Whatever is wrong with it, this gives a reason and does not throw.
 *
 * @throws MachineLimit when the machine does not give what reading needs
 */
export async function takeIn(source: Source, choice: IntakeChoice): Promise<TakenIn> {
  const into = new FileCollector();
  const notes = (): string[] => [...source.notes, ...into.notes];
  const refused = (refusal: string): TakenIn => ({ source, refusal, notes: notes() });
  if (source.refusal !== undefined) return refused(source.refusal);
  try {
    const commit = await readSource(source, choice, into);
    const lab = labFiles(findLab(into.files, choice.exports));
    return { source, lab, commit, notes: notes() };
  } catch (error) {
    if (error instanceof MachineLimit) throw error;
    if (error instanceof SubmissionRefused) return refused(error.message);
    // A damaged archive, a file that may not be read: whatever a library says of it, in one line.
    const why = error instanceof Error ? error.message : String(error);
    return refused(`it cannot be read: ${shown(why)}`);
  }
}

async function readSource(
  { paths }: Source,
  choice: IntakeChoice,
  into: FileCollector,
): Promise<ChosenCommit | undefined> {
  const [path] = paths as readonly [string];
  if (paths.length > 1) return readLooseFiles(paths, into);
  const stat = await lstat(path);
  if (stat.isDirectory()) return readAnyFolder(path, choice, into);
  if (isArchive(path)) return readApart({ kind: 'archive', file: path }, into);
  return readLooseFiles(paths, into);
}

/** A clone, a folder of files, or a folder around one archive, as some platforms make. */
async function readAnyFolder(
  folder: string,
  choice: IntakeChoice,
  into: FileCollector,
): Promise<ChosenCommit | undefined> {
  const repository = await repositoryIn(folder);
  if (repository !== undefined) {
    const { tag, beforeMs } = choice;
    return readApart({ kind: 'clone', gitdir: repository, choice: { tag, beforeMs } }, into);
  }
  await readFolder(folder, into);
  if (into.files.some(({ path }) => path.endsWith('.ts'))) return undefined;
  const archives: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (entry.isFile() && isArchive(entry.name)) archives.push(entry.name);
  }
  const [only] = archives;
  if (only === undefined || archives.length !== 1) return undefined;
  return readApart({ kind: 'archive', file: join(folder, only) }, into);
}

/** Files that were handed in one by one. */
async function readLooseFiles(paths: readonly string[], into: FileCollector): Promise<undefined> {
  for (const path of paths) {
    const name = basename(path);
    const given = parseCanvasName(name)?.file ?? name;
    if (isOtherArchive(given)) {
      throw new SubmissionRefused(`${shown(given)}: hand in a .zip or a .tar.gz`);
    }
    const wanted = into.wants(given, 'file');
    if (wanted !== undefined) await readFileInto(path, wanted, into);
  }
  return undefined;
}
