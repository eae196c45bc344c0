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
  listSources,
  lockFolder,
  openServerQueue,
  parseShard,
  sourcesOf,
  standingOf,
  STATE,
  type GradingOrder,
  type GradingQueue,
  type Shard,
} from '../../core/grading/index.js';
import type { BoxLevel } from '../../core/isolation/index.js';
import { gradedBy, loadCourse, loadLabSpec } from '../../core/registry/index.js';
import { UsageError } from '../../core/support/index.js';
import { GradingReport } from './grading-report.js';
import { interruption } from './interruption.js';
import { isolationOf } from './isolation.js';
import { chosenSources } from './submissions-chosen.js';
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
  readonly queue?: string | undefined;
  readonly shard?: string | undefined;
  readonly 'allow-weaker-isolation': boolean;
  readonly quiet: boolean;
}

const LAB_DEFAULT = '2';

/** What is to be graded, and where the results go. */
interface ClassOrder {
  readonly out: string;
  readonly order: GradingOrder;
  readonly level: BoxLevel;
  readonly shard: Shard | undefined;
}

/** Grades the submissions in a folder. Returns what the process ends with. */
export async function gradeClass(folder: string, flags: GradeFlags): Promise<number> {
  const out = path.resolve(flags.out ?? path.join(path.resolve(folder), '..', 'grades'));
  // With a server, workers run the submissions; each says by itself how it keeps them.
  const level = flags.queue === undefined ? isolationOf(flags) : floorOf(flags);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const order = await orderOf(folder, out, flags, level, shard);
  const unlock = lockFolder(path.join(out, STATE));
  try {
    return await gradeInto({ out, order, level, shard }, flags);
  } finally {
    unlock();
  }
}

async function gradeInto(
  { out, order, level, shard }: ClassOrder,
  flags: GradeFlags,
): Promise<number> {
  const { signal, exitCode } = interruption();
  const journal = new Journal(path.join(out, STATE));
  const { harness, spec } = order;
  const waiting = order.sources.map(
    (source) => standingOf(order, { source, notes: source.notes }, new Map(), 'waiting').standing,
  );
  const outputs = new ClassOutputs(out, { harness, spec, shard }, waiting, journal);
  const report = new GradingReport(out, flags.quiet);
  const grading = new Grading(order, journal, {
    settled: async (graded) => {
      await outputs.settled(graded);
      report.settled(graded.standing);
    },
    progress: (progress) => report.progress(progress),
  });
  const queue = await queueOf(grading, out, harness, level, flags, signal);
  try {
    await grading.run(queue, signal);
  } finally {
    await queue.close();
    outputs.write();
    journal.close();
  }
  return report.end(outputs.standings, exitCode());
}

async function queueOf(
  grading: Grading,
  out: string,
  harness: string,
  level: BoxLevel,
  { queue, slots }: GradeFlags,
  signal: AbortSignal,
): Promise<GradingQueue> {
  if (queue !== undefined) return openServerQueue(queue, harness, grading, signal);
  const memoryMaxBytes = searchMemoryBytes() / slots;
  const workFolder = emptyFolder(path.join(out, STATE, 'work'));
  const bench = { level, signal, memoryMaxBytes, workFolder };
  return new EmbeddedQueue(
    slots,
    (job, lab, slot, onResult) => gradeOne(job, lab, bench, slot, onResult),
    grading,
    signal,
  );
}

async function orderOf(
  folder: string,
  out: string,
  flags: GradeFlags,
  floor: BoxLevel,
  shard: Shard | undefined,
): Promise<GradingOrder> {
  const course = await loadCourse(flags.course, folder);
  const spec = await gradedBy(course, await loadLabSpec(flags.lab ?? course?.lab ?? LAB_DEFAULT));
  const { sources } = listSources(folder, (each) => each === out);
  const all = shard === undefined ? sources : sourcesOf(shard, sources);
  const beforeMs = flags.before === undefined ? undefined : dateOf(flags.before);
  return {
    sources: all,
    chosen: new Set(chosenSources(all, flags.only).map(({ id }) => id)),
    spec,
    course,
    intake: { exports: exportsOfLab(spec), tag: flags.tag, beforeMs },
    harness: harnessIdentity(),
    floor,
    rerunFailed: flags['rerun-failed'],
  };
}

function floorOf(flags: Pick<GradeFlags, 'allow-weaker-isolation'>): BoxLevel {
  return flags['allow-weaker-isolation'] ? 'D' : 'A';
}

/** What a call that was killed has left there is of no use. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function dateOf(text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError('LT004', `--before ${text}: that is no date.`, [
    'For example 2026-11-20T23:59:00-08:00',
  ]);
}
