import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../support/index.js';
import { groupBy } from '../group-by.js';
import { newestUploads, parseCanvasName, type CanvasName } from './canvas-export.js';
import { METADATA_FILE, parseGradescopeMetadata } from './gradescope-export.js';
import { safeId } from './safe-id.js';
import { isArchive, isOtherArchive, stem, type Listing, type Source } from './source.js';

/** What lies in the folder of submissions. */
interface Item {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
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
  if (listing.sources.length > 0) return listing;
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
  const names = readdirSync(root).filter((name) => !name.startsWith('.') && name !== '__MACOSX');
  if (names.includes('labtest.yaml') || names.includes('index.ts')) {
    throw new UsageError('LT002', `${folder} is a lab itself, not a folder of submissions.`, [
      `To run its tests: labtest --solution ${folder}`,
    ]);
  }
  return names.sort().map((name) => itemOf(root, name));
}

function itemOf(root: string, name: string): Item {
  const path = join(root, name);
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return { name, path, kind: 'link' };
  if (stat.isDirectory()) return { name, path, kind: 'folder' };
  return { name, path, kind: stat.isFile() ? 'file' : 'other' };
}

function listingOf(items: readonly Item[]): Listing {
  const metadata = items.find(({ name, kind }) => name === METADATA_FILE && kind === 'file');
  if (metadata !== undefined) return gradescope(items, metadata);
  const files = items.filter(({ kind }) => kind === 'file');
  const parsed = files.flatMap((item) => {
    const name = parseCanvasName(item.name);
    return name === undefined ? [] : [{ item, parsed: name }];
  });
  const isCanvas = parsed.length > 0 && parsed.length === files.length;
  return isCanvas ? canvas(items, parsed) : plain(items);
}

function gradescope(items: readonly Item[], metadata: Item): Listing {
  const known = parseGradescopeMetadata(readFileSync(metadata.path, 'utf8'));
  const folders = items.filter(({ kind }) => kind === 'folder');
  const sources = folders.map(({ name, path }): Source => {
    const told = known.get(name);
    const id = told?.students[0]?.email ?? told?.students[0]?.id ?? name;
    return {
      id: safeId(id),
      students: told?.students ?? [{ id: name }],
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

function canvas(
  items: readonly Item[],
  uploads: readonly { readonly item: Item; readonly parsed: CanvasName }[],
): Listing {
  const byUser = groupBy(uploads, ({ parsed }) => parsed.userId);
  const sources = [...byUser].map(([userId, all]): Source => {
    const { counted, older } = newestUploads(all);
    const student = all[0]?.parsed.student ?? userId;
    return {
      id: safeId(`${student}-${userId}`),
      students: [{ name: student, id: userId }],
      paths: counted.map(({ item }) => item.path),
      isLate: counted.some(({ parsed }) => parsed.isLate),
      notes: older.map(({ item }) => `${item.name} does not count: there is a newer one`),
    };
  });
  const strays = items.filter(({ kind }) => kind !== 'file').map(({ name }) => name);
  return { layout: 'canvas', sources: withoutRepeats(sources), strays };
}

function plain(items: readonly Item[]): Listing {
  const isSubmission = ({ name, kind }: Item): boolean =>
    kind === 'folder' ||
    kind === 'link' ||
    (kind === 'file' && (isArchive(name) || isOtherArchive(name)));
  const sources = items.filter(isSubmission).map((item): Source => {
    const { name, path, kind } = item;
    const id = stem(name);
    const base = { id: safeId(id), students: [{ id }], paths: [path], notes: [] };
    return kind === 'link' ? { ...base, refusal: 'it is a symbolic link' } : base;
  });
  const strays = items.filter((item) => !isSubmission(item)).map(({ name }) => name);
  return { layout: 'folders', sources: withoutRepeats(sources), strays };
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
