import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LabSpec } from '../../registry/index.js';
import { parseTrace, toHtml } from '../../trace/index.js';
import { UsageError } from '../../support/index.js';
import { writeWhole } from '../../machine/index.js';
import type { ClassState } from '../class-state.js';
import { groupBy } from '../group-by.js';
import type { GradedSubmission } from '../graded.js';
import type { Journal } from '../journal.js';
import type { TestRecord } from '../test-record.js';
import { feedbackOf, hiddenFeedback, hiddenTests } from './feedback.js';
import { feedbackMarkdown } from './feedback-markdown.js';
import { feedbackPage } from './feedback-page.js';
import { gradescopeResults } from './gradescope-results.js';
import { HIDDEN, SUBMISSIONS } from './places.js';

/**
 * A trace up to this size becomes a page of its own, too; a longer one nobody reads step by step.
 */
const PAGE_CHARS_MAX = 200_000;

/**
 * Writes everything that one submission's students get, into its own folder, and into another what
 * they do not: of hidden tests.
 */
export async function writeSubmission(
  out: string,
  { spec, about }: Pick<ClassState, 'spec' | 'about'>,
  graded: GradedSubmission,
  evidence: Pick<Journal, 'evidence'>,
): Promise<void> {
  const { id } = graded.standing.source;
  const hidden = hiddenTests(spec);
  const records = groupBy([...graded.records], ([number]) => hidden.has(number));
  const folder = new ResultsFolder(join(out, SUBMISSIONS, id));
  const traces = await writeTraces(folder, records.get(false) ?? [], evidence);
  const feedback = feedbackOf(spec, graded, traces, about);
  folder.write('feedback.md', feedbackMarkdown(feedback));
  folder.write('feedback.html', feedbackPage(feedback));
  folder.write('results.json', gradescopeResults(graded));
  folder.dropOthers();
  await writeHidden(out, spec, graded, records.get(true) ?? [], evidence);
}

async function writeHidden(
  out: string,
  spec: LabSpec,
  graded: GradedSubmission,
  records: readonly [string, TestRecord][],
  evidence: Pick<Journal, 'evidence'>,
): Promise<void> {
  const folder = new ResultsFolder(join(out, HIDDEN, graded.standing.source.id));
  const traces = await writeTraces(folder, records, evidence);
  const feedback = hiddenFeedback(spec, graded, traces);
  if (feedback !== undefined) folder.write('feedback.html', feedbackPage(feedback));
  folder.dropOthers();
}

/** A folder that holds what was written last, and nothing that was written before. */
class ResultsFolder {
  readonly #path: string;
  readonly #written = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  write(name: string, text: string): void {
    if (this.#written.size === 0) mkdirSync(this.#path, { recursive: true });
    writeWhole(join(this.#path, name), text);
    this.#written.add(name);
  }

  /** Removes the results that an earlier call wrote, of tests that pass by now. */
  dropOthers(): void {
    if (!existsSync(this.#path)) return;
    for (const name of readdirSync(this.#path)) {
      const isOurs = /\.trace\.(json|html)$|^feedback\.html$/.test(name);
      if (isOurs && !this.#written.has(name)) rmSync(join(this.#path, name));
    }
  }
}

/** Writes the traces of these tests. Returns the files of each. */
async function writeTraces(
  folder: ResultsFolder,
  records: readonly [string, TestRecord][],
  evidence: Pick<Journal, 'evidence'>,
): Promise<Map<string, readonly string[]>> {
  const traces = new Map<string, readonly string[]>();
  for (const [number, record] of records) {
    const files: string[] = [];
    for (const [name, digest] of Object.entries(record.evidence)) {
      const bytes = evidence.evidence(digest);
      // `trace`, or `trace 2` where several searches of a test have one.
      const stem = `${number}${name.slice('trace'.length).replace(' ', '-')}.trace`;
      if (bytes !== undefined) {
        files.push(...(await writeTrace(stem, gunzipSync(bytes).toString(), folder)));
      }
    }
    traces.set(number, files);
  }
  return traces;
}

async function writeTrace(stem: string, text: string, folder: ResultsFolder): Promise<string[]> {
  folder.write(`${stem}.json`, text);
  if (text.length > PAGE_CHARS_MAX) return [`${stem}.json`];
  try {
    folder.write(`${stem}.html`, toHtml(await parseTrace(text, `${stem}.json`), `${stem}.json`));
  } catch (error) {
    // A trace of another version of the harness: the file itself is still there.
    if (!(error instanceof UsageError)) throw error;
    return [`${stem}.json`];
  }
  return [`${stem}.html`, `${stem}.json`];
}
