import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseTrace, toHtml } from '../../trace/index.js';
import { UsageError } from '../../support/index.js';
import { writeWhole } from '../../machine/index.js';
import type { ClassState } from '../class-state.js';
import type { GradedSubmission } from '../graded.js';
import type { Journal } from '../journal.js';
import { feedbackOf } from './feedback.js';
import { feedbackMarkdown } from './feedback-markdown.js';
import { feedbackPage } from './feedback-page.js';
import { gradescopeResults } from './gradescope-results.js';

/**
 * A trace up to this size becomes a page of its own, too; a longer one nobody reads step by step.
 */
const PAGE_CHARS_MAX = 200_000;

/** Writes everything that one submission's students get, into its own folder. */
export async function writeSubmission(
  folder: string,
  { spec, about }: Pick<ClassState, 'spec' | 'about'>,
  graded: GradedSubmission,
  evidence: Pick<Journal, 'evidence'>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeWhole(join(folder, name), text);
  const traces = new Map<string, readonly string[]>();
  for (const [number, record] of graded.records) {
    const files: string[] = [];
    for (const [name, digest] of Object.entries(record.evidence)) {
      const bytes = evidence.evidence(digest);
      // `trace`, or `trace 2` where several searches of a test have one.
      const stem = `${number}${name.slice('trace'.length).replace(' ', '-')}.trace`;
      if (bytes !== undefined) {
        files.push(...(await writeTrace(stem, gunzipSync(bytes).toString(), write)));
      }
    }
    traces.set(number, files);
  }
  const feedback = feedbackOf(spec, graded, traces, about);
  write('feedback.md', feedbackMarkdown(feedback));
  write('feedback.html', feedbackPage(feedback));
  write('results.json', gradescopeResults(graded));
}

async function writeTrace(
  stem: string,
  text: string,
  write: (name: string, text: string) => void,
): Promise<string[]> {
  write(`${stem}.json`, text);
  if (text.length > PAGE_CHARS_MAX) return [`${stem}.json`];
  try {
    write(`${stem}.html`, toHtml(await parseTrace(text, `${stem}.json`), `${stem}.json`));
  } catch (error) {
    // A trace of another version of the harness: the file itself is still there.
    if (!(error instanceof UsageError)) throw error;
    return [`${stem}.json`];
  }
  return [`${stem}.html`, `${stem}.json`];
}
