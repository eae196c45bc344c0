import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  ClassOutputs,
  EmbeddedQueue,
  exportsOfLab,
  gradeOne,
  Grading,
  harnessIdentity,
  Journal,
  LEVELS,
  listSources,
  lockFolder,
  standingOf,
  type Bench,
  type GradingOrder,
  type IsolationLevel,
  type Source,
} from '../../core/grading/index.js';
import { gradedBy, loadCourse, loadLabSpec } from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';
import { GradingReport } from './grading-report.js';
import { interruption } from './interruption.js';
import { searchMemoryBytes } from './test-settings.js';

/** What the flags of `labtest grade` come to. */
export interface GradeFlags {
  readonly out?: string | undefined;
  readonly lab?: string | undefined;
  readonly course?: string | undefined;
  readonly tag?: string | undefined;
  readonly before?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly 'rerun-failed': boolean;
  readonly slots: number;
  readonly 'allow-weaker-isolation': boolean;
  readonly quiet: boolean;
}

const LAB_DEFAULT = '2';
/** Below the output folder: what lets a later call go on. */
const STATE = '.labtest';

/** Grades the submissions in a folder. Returns what the process ends with. */
export async function gradeClass(folder: string, flags: GradeFlags): Promise<number> {
  const out = path.resolve(flags.out ?? path.join(path.resolve(folder), '..', 'grades'));
  const level = isolationOf(flags);
  const order = await orderOf(folder, out, flags, level);
  const unlock = lockFolder(path.join(out, STATE));
  try {
    return await gradeInto(out, order, level, flags);
  } finally {
    unlock();
  }
}

async function gradeInto(
  out: string,
  order: GradingOrder,
  level: IsolationLevel,
  flags: GradeFlags,
): Promise<number> {
  const { signal, exitCode } = interruption();
  const journal = new Journal(path.join(out, STATE));
  const waiting = order.sources.map(
    (source) => standingOf(order, { source, notes: source.notes }, new Map(), 'waiting').standing,
  );
  const outputs = new ClassOutputs(out, order.spec, waiting, journal);
  const report = new GradingReport(out, level, flags.quiet);
  const grading = new Grading(order, journal, {
    settled: async (graded) => {
      await outputs.settled(graded);
      report.settled(graded.standing);
    },
    progress: (progress) => report.progress(progress),
  });
  const bench: Bench = {
    isolation: level,
    signal,
    memoryMaxBytes: searchMemoryBytes() / flags.slots,
    workFolder: emptyFolder(path.join(out, STATE, 'work')),
  };
  const work: ConstructorParameters<typeof EmbeddedQueue>[1] = (job, lab, onResult) =>
    gradeOne(job, lab, bench, onResult);
  const queue = new EmbeddedQueue(flags.slots, work, grading, signal);
  try {
    await grading.run(queue, signal);
  } finally {
    await queue.close();
    outputs.write();
    journal.close();
  }
  return report.end(outputs.standings, exitCode());
}

async function orderOf(
  folder: string,
  out: string,
  flags: GradeFlags,
  level: IsolationLevel,
): Promise<GradingOrder> {
  const course = await loadCourse(flags.course, folder);
  const spec = await gradedBy(course, await loadLabSpec(flags.lab ?? course?.lab ?? LAB_DEFAULT));
  const { sources } = listSources(folder, (each) => each === out);
  const beforeMs = flags.before === undefined ? undefined : dateOf(flags.before);
  return {
    sources: chosen(sources, flags.only),
    spec,
    course,
    intake: { exports: exportsOfLab(spec), tag: flags.tag, beforeMs },
    harness: harnessIdentity(),
    floor: level,
    rerunFailed: flags['rerun-failed'],
  };
}

/** What a call that was killed has left there is of no use. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isolationOf(flags: GradeFlags): IsolationLevel {
  const level: IsolationLevel = 'D';
  if (flags['allow-weaker-isolation']) return level;
  throw new UsageError('LT011', `Submissions would be kept by ${LEVELS[level]} only (level D).`, [
    'A submission that breaks out could change its own mark and others’.',
    'To grade all the same: --allow-weaker-isolation',
  ]);
}

function chosen(sources: readonly Source[], only: readonly string[] | undefined): Source[] {
  if (only === undefined) return [...sources];
  const patterns = only.map((text) => ({ text, pattern: patternOf(text) }));
  const names = ({ id, students }: Source): string[] =>
    [id, ...students.flatMap((each) => [each.id, each.email, each.name])].filter(
      (name) => name !== undefined,
    );
  for (const { text, pattern } of patterns) {
    if (sources.some((source) => names(source).some((name) => pattern.test(name)))) continue;
    throw new UsageError('LT001', `--only ${text}: there is no such submission.`, [
      `There are: ${sources
        .slice(0, 10)
        .map(({ id }) => id)
        .join(', ')}…`,
    ]);
  }
  return sources.filter((source) =>
    patterns.some(({ pattern }) => names(source).some((name) => pattern.test(name))),
  );
}

/** `a*` as a pattern for whole names, in upper or lower case. */
function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

function dateOf(text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError('LT004', `--before ${text}: that is no date.`, [
    'For example 2026-11-20T23:59:00-08:00',
  ]);
}
