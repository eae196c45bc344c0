import path from 'node:path';
import process from 'node:process';
import {
  LEVELS,
  scoreOf,
  scoresOf,
  scoreStatistics,
  scoreWords,
  type Progress,
  type Standing,
} from '../../core/grading/index.js';
import { statusLineFor, type StatusLine } from '../../core/report/index.js';
import { counted, seconds } from '../../core/support/index.js';

const LISTED_MAX = 20;
const NOTES_LISTED_MAX = 2;

/** What `labtest grade` prints while it grades, and at its end. */
export class GradingReport {
  readonly #out: string;
  readonly #quiet: boolean;
  readonly #of: number;
  #done = 0;
  readonly #status: StatusLine;
  readonly #startedMs = performance.now();
  /** How many results an earlier call had already settled. */
  #known = 0;

  constructor(out: string, quiet: boolean, of: number) {
    this.#out = path.relative(process.cwd(), out) || '.';
    this.#quiet = quiet;
    this.#of = of;
    this.#status = statusLineFor(process.stderr);
  }

  progress(progress: Progress): void {
    if (progress.testsRun === 0) this.#known = progress.done;
    this.#status.show(this.#statusText(progress));
  }

  settled({ source, state, mark, reason }: Standing): void {
    this.#done++;
    if (this.#quiet || state === 'waiting') return;
    const place = `${String(this.#done).padStart(String(this.#of).length)}/${this.#of}`;
    const said = state === 'graded' ? scoreWords(scoreOf(mark)) : `${state}: ${reason}`;
    this.#status.hide();
    process.stdout.write(`${place}  ${source.id.padEnd(28)} ${said}\n`);
    this.#status.resume();
  }

  /** Returns the exit code. */
  end(
    standings: readonly Standing[],
    interrupted: number | undefined,
    notices: readonly string[] = [],
  ): number {
    this.#status.close();
    const inState = (state: Standing['state']): Standing[] =>
      standings.filter((standing) => standing.state === state);
    const [graded, refused, failed] = [inState('graded'), inState('refused'), inState('failed')];
    const doubtful = graded.filter(({ mark }) =>
      mark.tests.some(({ verdict }) => verdict === 'inconclusive'),
    );
    const took = seconds(performance.now() - this.#startedMs);
    const lines = [
      `${counted(standings.length, 'submission')}: ${graded.length} graded, ` +
        `${refused.length} not readable, ${failed.length} failed, ` +
        `${inState('waiting').length} not graded, in ${took}`,
      ...statisticsLines(graded),
      ...named('Not readable:', refused),
      ...named('These have no verdict, through no fault of their own:', failed),
      ...named('Inconclusive tests, which need a look:', doubtful),
      ...notices,
      ...isolationLines(graded),
      `Gradebook: ${path.join(this.#out, 'gradebook.csv')}`,
      `Report:    ${path.join(this.#out, 'class.html')}`,
    ];
    if (interrupted !== undefined) {
      lines.push('Interrupted. The same command continues from here.');
    }
    process.stdout.write(`${lines.join('\n')}\n`);
    if (interrupted !== undefined) return interrupted;
    if (failed.some(({ fault }) => fault !== 'test')) return 70;
    if (failed.length > 0) return 4;
    if (refused.length > 0) return 1;
    return doubtful.length > 0 ? 3 : 0;
  }

  #statusText({ of, done, running, testsPassed, testsRun }: Progress): string {
    const parts = [`${done}/${of} done`, `${running} running`, `${of - done - running} left`];
    if (testsRun > 0) parts.push(`${Math.round((testsPassed / testsRun) * 100)} % of tests pass`);
    const fresh = done - this.#known;
    if (fresh > 0) {
      const eachMs = (performance.now() - this.#startedMs) / fresh;
      parts.push(`about ${seconds(eachMs * (of - done))} to go`);
    }
    return parts.join(' · ');
  }
}

function isolationLines(graded: readonly Standing[]): string[] {
  const levels = [...new Set(graded.flatMap(({ isolation }) => isolation ?? []))].sort();
  return levels.map((level) => `Kept apart by ${LEVELS[level]} (level ${level})`);
}

function statisticsLines(graded: readonly Standing[]): string[] {
  const { values, most, unit } = scoresOf(graded);
  const totals = scoreStatistics(values);
  if (totals === undefined) return [];
  const { mean, median, least, best } = totals;
  return [
    `Of ${most} ${unit}: mean ${mean.toFixed(1)}, median ${median}, ` +
      `lowest ${least}, highest ${best}`,
  ];
}

function named(title: string, standings: readonly Standing[]): string[] {
  if (standings.length === 0) return [];
  const rest = standings.length - LISTED_MAX;
  const listed = standings
    .slice(0, LISTED_MAX)
    .map(({ source, reason, notes }) =>
      reason === undefined
        ? `  ${source.id}`
        : `  ${source.id}: ${[reason, ...notes.slice(0, NOTES_LISTED_MAX)].join('; ')}`,
    );
  return [title, ...listed, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}
