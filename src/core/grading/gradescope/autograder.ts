import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../support/index.js';
import { writeWhole } from '../../machine/index.js';
import { gradeAlone, type LoneOrder } from '../grade-alone.js';
import type { Bench } from '../grade-one.js';
import type { Source } from '../intake/source.js';
import { gradescopeResults } from '../outputs/gradescope-results.js';

const text = z
  .union([z.string(), z.number()])
  .transform(String)
  .nullish()
  .transform((value) => value ?? undefined);

/** What Gradescope says of the submission, as far as it is used. */
const metadata = z.looseObject({
  created_at: z.string().optional(),
  users: z.array(z.looseObject({ name: text, email: text, sid: text })).default([]),
});

/** Where things are on a machine of Gradescope, and so below the folder that stands for it. */
const SUBMISSION = 'submission';
const METADATA = 'submission_metadata.json';
const RESULTS = join('results', 'results.json');
/** What the instructor uploaded. */
export const AUTOGRADER_SOURCE = 'source';

/**
 * Grades the one submission that lies in Gradescope's layout below `root` (`/autograder` there),
 * and writes results.json anew after each test: whatever happens next, what was found out counts.
 *
 * @throws UsageError LT002 where there is no such layout
 */
export async function gradeForGradescope(
  root: string,
  order: LoneOrder,
  bench: Bench,
): Promise<void> {
  const submission = join(root, SUBMISSION);
  if (!existsSync(submission)) {
    throw new UsageError('LT002', `There is no ${submission}.`, [
      'labtest grade --gradescope runs on Gradescope, where submissions lie in /autograder',
    ]);
  }
  mkdirSync(join(root, dirname(RESULTS)), { recursive: true });
  await gradeAlone(sourceOf(root, submission), order, bench, (graded) =>
    writeWhole(join(root, RESULTS), gradescopeResults(graded)),
  );
}

function sourceOf(root: string, submission: string): Source {
  const file = join(root, METADATA);
  const parsed = metadata.safeParse(existsSync(file) ? jsonOf(file) : {});
  const { users, created_at: created } = parsed.data ?? { users: [] };
  const students = users.map(({ name, email, sid }) => ({ name, email, id: sid }));
  const submittedAtMs = created === undefined ? Number.NaN : Date.parse(created);
  return {
    id: students[0]?.email ?? students[0]?.name ?? 'submission',
    students,
    paths: [submission],
    submittedAtMs: Number.isNaN(submittedAtMs) ? undefined : submittedAtMs,
    notes: [],
  };
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
