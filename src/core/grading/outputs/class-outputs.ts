import { join } from 'node:path';
import type { LabSpec } from '../../registry/index.js';
import { writeAtomically } from '../atomic-write.js';
import type { GradedSubmission, Standing } from '../graded.js';
import type { Journal } from '../journal.js';
import { canvasCsv } from './canvas-csv.js';
import { gradebookCsv } from './gradebook-csv.js';
import { writeSubmission } from './submission-outputs.js';

/** The folder below the output folder in which each submission has its own. */
export const SUBMISSIONS = 'submissions';
/** Writing the class's files takes longer the larger the class is. */
const PAUSE_MS = 2000;

/**
 * Everything that is written for whoever grades and for students, as results arrive: a submission's
 * files when it is settled, the class's files every few seconds and at the end.
 */
export class ClassOutputs {
  readonly #folder: string;
  readonly #spec: LabSpec;
  readonly #journal: Journal;
  readonly #standings = new Map<string, Standing>();
  #writtenAtMs = -Infinity;

  constructor(folder: string, spec: LabSpec, waiting: readonly Standing[], journal: Journal) {
    this.#folder = folder;
    this.#spec = spec;
    this.#journal = journal;
    for (const standing of waiting) this.#standings.set(standing.source.id, standing);
  }

  get standings(): readonly Standing[] {
    return [...this.#standings.values()];
  }

  async settled(graded: GradedSubmission): Promise<void> {
    const { standing } = graded;
    const { id } = standing.source;
    this.#standings.set(id, standing);
    const folder = join(this.#folder, SUBMISSIONS, id);
    await writeSubmission(folder, this.#spec, graded, this.#journal);
    if (performance.now() - this.#writtenAtMs > PAUSE_MS) this.write();
  }

  /** Writes the files of the whole class. */
  write(): void {
    const { standings } = this;
    const write = (name: string, text: string): void =>
      writeAtomically(join(this.#folder, name), text);
    write('gradebook.csv', gradebookCsv(this.#spec, standings));
    write('canvas.csv', canvasCsv(this.#spec, undefined, standings));
    this.#writtenAtMs = performance.now();
  }
}
