import { parse } from 'yaml';
import { z } from 'zod';
import type { Student } from './student.js';

export const METADATA_FILE = 'submission_metadata.yml';

/** What an export of Gradescope says of one submission. */
export interface GradescopeSubmission {
  readonly students: readonly Student[];
  readonly submittedAtMs: number | undefined;
}

const text = z.union([z.string(), z.number()]).transform(String).nullish();
const submission = z.object({
  ':submitters': z.array(z.object({ ':name': text, ':sid': text, ':email': text }).catch({})),
  ':created_at': z.unknown(),
});

/** The submissions that `submission_metadata.yml` tells of, by the name of their folder. */
export function parseGradescopeMetadata(yaml: string): Map<string, GradescopeSubmission> {
  const document: unknown = parse(yaml, { maxAliasCount: 0 });
  const found = new Map<string, GradescopeSubmission>();
  if (typeof document !== 'object' || document === null) return found;
  for (const [folder, value] of Object.entries(document)) {
    const parsed = submission.safeParse(value);
    if (!parsed.success) continue;
    const students = parsed.data[':submitters'].map((each) => ({
      name: each[':name'] ?? undefined,
      id: each[':sid'] ?? undefined,
      email: each[':email'] ?? undefined,
    }));
    found.set(folder, { students, submittedAtMs: dateOf(parsed.data[':created_at']) });
  }
  return found;
}

/** Ruby writes `2026-03-03 07:59:12.345678000 Z`. */
function dateOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return undefined;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?\d* ?(Z|[+-]\d\d:?\d\d)$/.exec(
    value,
  );
  if (match === null) return undefined;
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${fraction}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}
