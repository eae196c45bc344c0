import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../machine/index.js';
import { writeClassState, type ClassState } from '../class-state.js';
import type { GradedSubmission, Standing } from '../graded.js';
import type { Journal } from '../journal.js';
import { canvasCsv } from './canvas-csv.js';
import { classCtrf } from './class-ctrf.js';
import { classJunit } from './class-junit.js';
import { classReport } from './class-report/class-report.js';
import { gradebookCsv } from './gradebook-csv.js';
import { STATE } from './places.js';
import { writeSubmission } from './submission-outputs.js';

/** Of the time that grading takes, what writing the class's files may take. */
const SHARE_MAX = 0.02;

/** Writes the files of a whole class into the output folder. */
export function writeClass(out: string, state: ClassState): void {
  const { spec, standings, startedMs } = state;
  mkdirSync(join(out, STATE), { recursive: true });
  const write = (name: string, text: string): void => writeWhole(join(out, name), text);
  write('gradebook.csv', gradebookCsv(spec, standings));
  write('canvas.csv', canvasCsv(spec, standings));
  write('class.html', classReport(state));
  write('junit.xml', classJunit(standings, startedMs));
  write('ctrf.json', classCtrf(spec, standings, startedMs));
  writeClassState(join(out, STATE), state);
}

/**
 * Everything that is written for whoever grades and for students, as results arrive: a submission's
 * files when it is settled, the class's files now and then, and at the end.
 */
export class ClassOutputs {
  readonly #out: string;
  readonly #state: Omit<ClassState, 'standings'>;
  readonly #journal: Journal;
  readonly #standings = new Map<string, Standing>();
  #writtenAtMs = -Infinity;
  #writingMs = 0;

  /** `waiting` are all submissions, in the order of the gradebook. */
  constructor(
    out: string,
    state: Omit<ClassState, 'standings'>,
    waiting: readonly Standing[],
    journal: Journal,
  ) {
    this.#out = out;
    this.#state = state;
    this.#journal = journal;
    for (const standing of waiting) this.#standings.set(standing.source.id, standing);
  }

  get standings(): readonly Standing[] {
    return [...this.#standings.values()];
  }

  async settled(graded: GradedSubmission): Promise<void> {
    const { standing } = graded;
    this.#standings.set(standing.source.id, standing);
    await writeSubmission(this.#out, this.#state, graded, this.#journal);
    const sinceMs = performance.now() - this.#writtenAtMs;
    if (sinceMs * SHARE_MAX > this.#writingMs) this.write();
  }

  /** Writes the files of the whole class. */
  write(): void {
    const beganMs = performance.now();
    writeClass(this.#out, { ...this.#state, standings: this.standings });
    this.#writtenAtMs = performance.now();
    this.#writingMs = this.#writtenAtMs - beganMs;
  }
}
