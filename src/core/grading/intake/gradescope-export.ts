import { parse } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../../support/index.js';
import type { Student } from './student.js';

export const METADATA_FILE = 'submission_metadata.yml';
/** Ruby writes one for each text that it has written before. */
const ALIASES_MAX = 100_000;

/** What an export of Gradescope says of one submission. */
export interface GradescopeSubmission {
  readonly students: readonly Student[];
  readonly submittedAtMs: number | undefined;
}

const text = z.union([z.string(), z.number()]).transform(String).nullish();
const submission = z.object({
  ':submitters': z.array(z.object({ ':name': text, ':sid': text, ':email': text }).catch({})),
  ':created_at': z.unknown().optional(),
});

/** The submissions that `submission_metadata.yml` tells of, by the name of their folder. */
export function parseGradescopeMetadata(yaml: string): Map<string, GradescopeSubmission> {
  const document = documentOf(yaml);
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

function documentOf(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: ALIASES_MAX });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError('LT005', `${METADATA_FILE} cannot be read: ${why}`, [
      'Download the export again, or remove the file: each folder is then a submission',
    ]);
  }
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
