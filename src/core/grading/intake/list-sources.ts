import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../support/index.js';
import { groupBy } from '../group-by.js';
import { newestUploads, parseCanvasName, type CanvasName } from './canvas-export.js';
import { fileName, pathIn, type FileName } from './file-name.js';
import { METADATA_FILE, parseGradescopeMetadata } from './gradescope-export.js';
import { safeId } from './safe-id.js';
import type { Student } from './student.js';
import { isArchive, isOtherArchive, stem, type Listing, type Source } from './source.js';

/** What lies in the folder of submissions. */
interface Item {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  /** Why it cannot be opened. */
  readonly refusal?: string | undefined;
}

/**
 * The submissions below a folder, without opening any: an export of Gradescope or Canvas is known
 * by its names, and in any other folder each folder and archive is a submission.
 *
 * @throws UsageError LT002 when it holds none
 */
export function listSources(folder: string, isOutput: (path: string) => boolean): Listing {
  const items = itemsOf(folder).filter(({ path }) => !isOutput(path));
  const listing = listingOf(items);
  if (listing.sources.length > 0) {
    return { ...listing, sources: withSharedStudents(listing.sources) };
  }
  throw new UsageError('LT002', `There is no submission in ${folder}.`, [
    'Expected a folder, a .zip or a .tar.gz for each student, or an export of Gradescope or Canvas',
  ]);
}

function itemsOf(folder: string): Item[] {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UsageError('LT002', `${folder}: there is no such folder.`);
  }
  const root = realpathSync(folder);
  if (!lstatSync(root).isDirectory()) {
    throw new UsageError('LT002', `${folder} is no folder.`, [
      'Give the folder that the submissions are in',
    ]);
  }
  const names = readdirSync(root, 'buffer').map(fileName);
  if (names.some(({ name }) => name === 'labtest.yaml' || name === 'index.ts')) {
    throw new UsageError('LT002', `${folder} is a lab itself, not a folder of submissions.`, [
      `To run its tests: labtest --solution ${folder}`,
    ]);
  }
  return names
    .filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((each) => itemOf(root, each));
}

function itemOf(root: string, file: FileName): Item {
  const { name, isUtf8 } = file;
  const path = join(root, name);
  const stat = lstatSync(pathIn(Buffer.from(root), file));
  if (stat.isSymbolicLink()) return { name, path, kind: 'link', refusal: 'it is a symbolic link' };
  const refusal = isUtf8 ? undefined : 'its name is not in UTF-8: rename it';
  if (stat.isDirectory()) return { name, path, kind: 'folder', refusal };
  return { name, path, kind: stat.isFile() ? 'file' : 'other', refusal };
}

function listingOf(items: readonly Item[]): Listing {
  const metadata = items.find(({ name, kind }) => name === METADATA_FILE && kind === 'file');
  if (metadata !== undefined) return gradescope(items, metadata);
  const uploads = items.flatMap((item): CanvasUpload[] => {
    const parsed = item.kind === 'file' ? parseCanvasName(item.name) : undefined;
    return parsed === undefined ? [] : [{ item, parsed }];
  });
  return isCanvas(items, uploads) ? canvas(items, uploads) : plain(items);
}

/** A file with what Canvas put into its name. */
interface CanvasUpload {
  readonly item: Item;
  readonly parsed: CanvasName;
}

/** Canvas exports files; whatever else could be handed in would have its names, too. */
function isCanvas(items: readonly Item[], uploads: readonly CanvasUpload[]): boolean {
  const known = new Set(uploads.map(({ item }) => item));
  const folders = items.filter(({ kind }) => kind === 'folder');
  const others = items.filter((item) => item.kind === 'file' && !known.has(item));
  return uploads.length > folders.length && !others.some(({ name }) => isHandedIn(name));
}

/** Whether a file can be what a student handed in, and not a note beside it. */
function isHandedIn(name: string): boolean {
  return isArchive(name) || isOtherArchive(name) || name.endsWith('.ts');
}

function gradescope(items: readonly Item[], metadata: Item): Listing {
  const known = parseGradescopeMetadata(readFileSync(metadata.path, 'utf8'));
  const folders = items.filter(({ kind }) => kind === 'folder');
  const sources = folders.map(({ name, path }): Source => {
    const told = known.get(name);
    // A submission whose students have left the course is still there.
    const students = told?.students.length ? told.students : [{ id: name }];
    const id = told?.students[0]?.email ?? told?.students[0]?.id ?? name;
    return {
      id: safeId(id),
      students,
      paths: [path],
      submittedAtMs: told?.submittedAtMs,
      notes: told === undefined ? [`${METADATA_FILE} does not say whose it is`] : [],
    };
  });
  const strays = items.filter((item) => item !== metadata && item.kind !== 'folder');
  return {
    layout: 'gradescope',
    sources: withoutRepeats(sources),
    strays: strays.map(({ name }) => name),
  };
}

function canvas(items: readonly Item[], uploads: readonly CanvasUpload[]): Listing {
  const byUser = groupBy(uploads, ({ parsed }) => parsed.userId);
  const sources = [...byUser].map(([userId, all]): Source => {
    const { counted, older } = newestUploads(all);
    const student = all[0]?.parsed.student ?? userId;
    return {
      id: safeId(`${student}-${userId}`),
      students: [{ name: student, id: userId, canvasId: userId }],
      paths: counted.map(({ item }) => item.path),
      isLate: counted.some(({ parsed }) => parsed.isLate),
      refusal: counted.find(({ item }) => item.refusal !== undefined)?.item.refusal,
      notes: older.map(({ item }) => `${item.name} does not count: there is a newer one`),
    };
  });
  const uploaded = new Set(uploads.map(({ item }) => item));
  const strays = items.filter((item) => !uploaded.has(item)).map(({ name }) => name);
  return { layout: 'canvas', sources: withoutRepeats(sources), strays };
}

function plain(items: readonly Item[]): Listing {
  const isSubmission = ({ name, kind }: Item): boolean =>
    kind === 'folder' ||
    kind === 'link' ||
    (kind === 'file' && (isArchive(name) || isOtherArchive(name)));
  const sources = items.filter(isSubmission).map((item): Source => {
    const { name, path, refusal } = item;
    const id = stem(name);
    return { id: safeId(id), students: [{ id }], paths: [path], notes: [], refusal };
  });
  const strays = items.filter((item) => !isSubmission(item)).map(({ name }) => name);
  return { layout: 'folders', sources: withoutRepeats(sources), strays };
}

/** Says of a student who is in several submissions that there are several marks. */
function withSharedStudents(sources: readonly Source[]): Source[] {
  const nameOf = ({ email, id, name }: Student): string => email ?? id ?? name ?? '';
  const all = sources.flatMap((source) =>
    source.students.map((student) => ({ source, name: nameOf(student) })),
  );
  const shared = [...groupBy(all, ({ name }) => name.toLowerCase()).values()].filter(
    (each) => each.length > 1,
  );
  return sources.map((source) => {
    const notes = shared
      .filter((each) => each.some((one) => one.source === source))
      .map((each) => {
        const ids = each.map((one) => one.source.id).join(', ');
        return `${each[0]?.name} is in ${each.length} submissions: ${ids}`;
      });
    return notes.length === 0 ? source : { ...source, notes: [...source.notes, ...notes] };
  });
}

/**
 * One source for each id: ids that are the same but for upper and lower case would share a folder
 * on some systems. Of one student's several, the newest counts; where nobody knows which that is,
 * none.
 */
function withoutRepeats(sources: readonly Source[]): Source[] {
  const groups = groupBy(sources, ({ id }) => id.toLowerCase());
  return [...groups.values()]
    .map((group) => (group.length === 1 ? (group[0] as Source) : newestOf(group)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function newestOf(group: readonly Source[]): Source {
  const dated = group.filter(({ submittedAtMs }) => submittedAtMs !== undefined);
  const byAge = [...dated].sort((a, b) => (b.submittedAtMs ?? 0) - (a.submittedAtMs ?? 0));
  const [newest, other] = byAge;
  const names = group.flatMap(({ paths }) => paths.map((path) => path.split(/[\\/]/).at(-1)));
  const isClear = dated.length === group.length && newest?.submittedAtMs !== other?.submittedAtMs;
  if (newest !== undefined && isClear) {
    return { ...newest, notes: [...newest.notes, `the newest of ${names.join(', ')} counts`] };
  }
  const [first] = group as readonly [Source];
  return {
    ...first,
    paths: group.flatMap(({ paths }) => paths),
    refusal: `it is there ${group.length} times: ${names.join(', ')}; leave one of them`,
  };
}
