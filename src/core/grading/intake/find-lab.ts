import { posix } from 'node:path';
import type { LabFile } from './lab-files.js';
import { SubmissionRefused } from './refusal.js';

const INDEX = 'index.ts';
const HOPS_MAX = 4;
/** An index lists names; one that is longer than this is read no further. */
const INDEX_BYTES_MAX = 1 << 18;

/**
 * The lab among the files of a submission: the folder whose `index.ts` exports most of `names`, and
 * among several the one least deep. Returns its files, relative to that folder.
 *
 * @throws SubmissionRefused when there is none, or more than one that differ
 */
export function findLab(files: readonly LabFile[], names: readonly string[]): LabFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const candidates = files
    .filter(({ path }) => posix.basename(path) === INDEX)
    .map(({ path }) => ({ folder: posix.dirname(path), score: scoreOf(path, byPath, names) }))
    .sort((a, b) => b.score - a.score || depth(a.folder) - depth(b.folder));
  const [best, next] = candidates;
  if (best === undefined) {
    const some = files.map(({ path }) => path).find((path) => path.endsWith('.ts'));
    throw new SubmissionRefused(
      some === undefined
        ? 'it holds no TypeScript file'
        : `it has no index.ts that exports ${names.join(', ')}`,
    );
  }
  const lab = filesBelow(best.folder, files);
  const rivals =
    next !== undefined && next.score === best.score && depth(next.folder) === depth(best.folder);
  if (rivals && !sameFiles(lab, filesBelow(next.folder, files))) {
    throw new SubmissionRefused(
      `it holds the lab twice, in ${best.folder} and in ${next.folder}: hand in one of them`,
    );
  }
  return lab;
}

function scoreOf(
  index: string,
  byPath: ReadonlyMap<string, LabFile>,
  names: readonly string[],
): number {
  const exported = exportsOf(index, byPath, HOPS_MAX);
  return names.filter((name) => exported.has(name)).length;
}

/** Each takes time in proportion to the text, whatever the text is. */
const COMMENTS = /\/\*(?:[^]*?\*\/|[^]*$)|\/\/.*/g;
const LIST = /\bexport\s*\{([^{}]*)\}/g;
const DECLARATION = /\bexport\s+(?:abstract\s+)?(?:class|const|let|var|function)\s+([\w$]+)/g;
const STAR = /\bexport\s*\*\s*from\s*['"](\.[^'"]*)['"]/g;

/**
 * The names a file exports, as they can be read without parsing it: only to find the lab. Whether
 * they are right is for the compiler to say.
 */
function exportsOf(path: string, byPath: ReadonlyMap<string, LabFile>, hops: number): Set<string> {
  const names = new Set<string>();
  const file = byPath.get(path);
  if (file === undefined || hops === 0) return names;
  const begin = file.bytes.subarray(0, INDEX_BYTES_MAX);
  const text = new TextDecoder().decode(begin).replaceAll(COMMENTS, '');
  for (const [, list = ''] of text.matchAll(LIST)) {
    for (const item of list.split(',')) {
      const name = item.trim().split(/\s+/).at(-1);
      if (name !== undefined && name !== '') names.add(name);
    }
  }
  for (const [, name = ''] of text.matchAll(DECLARATION)) names.add(name);
  for (const [, from = ''] of text.matchAll(STAR)) {
    const target = posix.join(posix.dirname(path), from.replace(/\.js$/, '.ts'));
    for (const name of exportsOf(target, byPath, hops - 1)) names.add(name);
  }
  return names;
}

function filesBelow(folder: string, files: readonly LabFile[]): LabFile[] {
  if (folder === '.') return [...files];
  const prefix = `${folder}/`;
  return files
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path, bytes }) => ({ path: path.slice(prefix.length), bytes }));
}

function sameFiles(a: readonly LabFile[], b: readonly LabFile[]): boolean {
  const others = new Map(b.map(({ path, bytes }) => [path, Buffer.from(bytes)]));
  return a.length === b.length && a.every(({ path, bytes }) => others.get(path)?.equals(bytes));
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}
