import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addLab } from './add-lab.js';
import { folderOf } from './cli-process.js';

/** Only the view server's twelve tests, so that a submission takes a second. */
export const VIEWS_ONLY = `lab: "2"
tests:
  "2.*": { skip: true }
  "3.*": { skip: true }
`;

/** A folder with `submissions` of these labs by student, and a course file beside them. */
export function classOf(labs: Readonly<Record<string, string>>, course = VIEWS_ONLY): string {
  const root = folderOf({ 'course.yaml': course });
  for (const [student, lab] of Object.entries(labs)) {
    addLab(join(root, 'submissions', student), lab);
  }
  return root;
}

/** Writes files below a folder. */
export function addFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** The arguments with which every class of the tests is graded, in a folder of {@link classOf}. */
export const GRADE = [
  'grade',
  'submissions',
  '--course',
  'course.yaml',
  '--allow-weaker-isolation',
];

/** A CSV file without quoted line ends, by the first column that identifies the row. */
export function gradebook(root: string, out = 'grades'): Map<string, Record<string, string>> {
  const lines = readFileSync(join(root, out, 'gradebook.csv'), 'utf8')
    .trim()
    .split('\n');
  const [header = [], ...rows] = lines.map(cells);
  return new Map(
    rows.map((row) => {
      const named = Object.fromEntries(header.map((name, i) => [name, row[i] ?? '']));
      return [named['submission'] ?? '', named];
    }),
  );
}

function cells(line: string): string[] {
  const found = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return found.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

/** The complete lines of the journal; a process may be in the middle of writing another. */
export function journalLines(root: string): { key: string }[] {
  const file = join(root, 'grades/.labtest/journal.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line) as { key: string });
}
