import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  ClassOutputs,
  digestOf,
  EmbeddedQueue,
  exportsOfLab,
  gradeOne,
  Grading,
  harnessIdentity,
  Journal,
  listSources,
  lockFolder,
  namedForNobody,
  openServerQueue,
  parseShard,
  revealed,
  seedSecret,
  sourcesOf,
  standingOf,
  STATE,
  TestsCode,
  withSecretSeeds,
  type GradingOrder,
  type GradingQueue,
  type Listing,
  type SeedSecret,
  type Shard,
} from '../../core/grading/index.js';
import type { BoxLevel } from '../../core/isolation/index.js';
import { openLabs, type LabBundle, type LabSet } from '../../core/labs/index.js';
import { COURSE_FILE, gradedBy, loadCourse, type Course } from '../../core/registry/index.js';
import { shownLine, UsageError } from '../../core/support/index.js';
import type { GradeFlags } from './grade-flags.js';
import { GradingReport } from './grading-report.js';
import { interruption } from './interruption.js';
import { isolationOf } from './isolation.js';
import { labDefault } from './lab-default.js';
import { chosenSources } from './submissions-chosen.js';
import { searchMemoryBytes } from './test-settings.js';

/** What to grade, and where the results go. */
interface ClassOrder {
  readonly out: string;
  readonly order: GradingOrder;
  /** The tests' code, if it is not this package's. */
  readonly tests: LabBundle | undefined;
  readonly level: BoxLevel;
  readonly shard: Shard | undefined;
  /** What to say about the whole class. */
  readonly about: readonly string[];
  /** What to tell whoever grades, besides the results. */
  readonly notices: readonly string[];
}

/** Grades the submissions in a folder. Returns the exit code. */
export async function gradeClass(folder: string, flags: GradeFlags): Promise<number> {
  const out = path.resolve(flags.out ?? path.join(path.resolve(folder), '..', 'grades'));
  // With a queue, workers run the submissions, and each reports its own isolation.
  const level = flags.queue === undefined ? isolationOf(flags) : floorOf(flags);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const file = flags['seed-commitment'];
  const secret = file === undefined ? undefined : seedSecret(file);
  const about = secret === undefined ? [] : [revealed(secret)];
  const labs = await openLabs(flags.tests);
  const { order, tests, notices } = await orderOf(folder, out, flags, {
    level,
    shard,
    secret,
    labs,
  });
  const unlock = lockFolder(path.join(out, STATE));
  try {
    return await gradeInto({ out, order, tests, level, shard, about, notices }, flags);
  } finally {
    unlock();
  }
}

async function gradeInto(classOrder: ClassOrder, flags: GradeFlags): Promise<number> {
  const { out, order, shard, about, notices } = classOrder;
  const { signal, exitCode } = interruption();
  const journal = new Journal(path.join(out, STATE));
  const { harness, spec } = order;
  const waiting = order.sources.map(
    (source) => standingOf(order, { source, notes: source.notes }, new Map(), 'waiting').standing,
  );
  const courseDigest = digestOf(JSON.stringify(order.course ?? {}));
  const state = { harness, startedMs: Date.now(), spec, courseDigest, shard, about };
  const outputs = new ClassOutputs(out, state, waiting, journal);
  const report = new GradingReport(out, flags.quiet, order.sources.length);
  const grading = new Grading(order, journal, {
    settled: async (graded) => {
      await outputs.settled(graded);
      report.settled(graded.standing);
    },
    progress: (progress) => report.progress(progress),
  });
  const queue = await queueOf(grading, classOrder, flags, signal);
  try {
    await grading.run(queue, signal);
  } finally {
    await queue.close();
    outputs.write();
    journal.close();
  }
  return report.end(outputs.standings, exitCode(), notices);
}

async function queueOf(
  grading: Grading,
  { out, order: { harness }, tests, level }: ClassOrder,
  { queue, slots }: GradeFlags,
  signal: AbortSignal,
): Promise<GradingQueue> {
  if (queue !== undefined) return openServerQueue(queue, { harness, tests }, grading, signal);
  const code = new TestsCode();
  if (tests !== undefined) code.install(tests);
  const memoryMaxBytes = searchMemoryBytes() / slots;
  const workFolder = emptyFolder(path.join(out, STATE, 'work'));
  const codeOf = code.codeOf.bind(code);
  const bench = { level, signal, memoryMaxBytes, workFolder, codeOf };
  return new EmbeddedQueue(
    slots,
    (job, lab, slot, onResult) => gradeOne(job, lab, bench, slot, onResult),
    grading,
    signal,
  );
}

interface OrderParts {
  readonly level: BoxLevel;
  readonly shard: Shard | undefined;
  readonly secret: SeedSecret | undefined;
  readonly labs: LabSet;
}

/** The commitment published before the deadline binds whoever grades. */
function refuseOtherSeeds(course: Course | undefined, secret: SeedSecret | undefined): void {
  const published = course?.seedCommitment;
  if (published === undefined || published === secret?.commitment) return;
  const why = secret === undefined ? 'no secret is given' : 'this is a different secret';
  throw new UsageError('LT004', `The course file has a seedCommitment, and ${why}.`, [
    'Give the file that it was made from: --seed-commitment FILE',
  ]);
}

async function orderOf(
  folder: string,
  out: string,
  flags: GradeFlags,
  { level, shard, secret, labs }: OrderParts,
): Promise<Pick<ClassOrder, 'order' | 'tests' | 'notices'>> {
  const course = await loadCourse(flags.course, folder);
  const known = labs.lab(flags.lab ?? course?.lab ?? labDefault(labs));
  const lab = await gradedBy(course, known);
  // Compiled once here, so that a mistake in the tests shows before anybody is graded.
  if (labs.folder !== undefined) await labs.codeOf(known);
  const tests = await labs.bundleOf(known);
  refuseOtherSeeds(course, secret);
  const spec = secret === undefined ? lab : withSecretSeeds(lab, secret);
  const listing = listSources(folder, (each) => each === out);
  const { sources } = listing;
  const all = shard === undefined ? sources : sourcesOf(shard, sources);
  const beforeMs = flags.before === undefined ? undefined : dateOf(flags.before);
  const order = {
    sources: all,
    chosen: new Set(chosenSources(all, flags.only).map(({ id }) => id)),
    spec,
    course,
    intake: { exports: exportsOfLab(labs, spec), tag: flags.tag, beforeMs },
    harness: harnessIdentity(),
    testsDigest: tests?.digest,
    floor: level,
    rerunFailed: flags['rerun-failed'],
  };
  const unread = course === undefined ? unreadCourse(folder) : [];
  for (const notice of unread) process.stderr.write(`${notice}\n`);
  return { order, tests, notices: [...unread, ...noticesOf(listing, course)] };
}

/** A course file that is read only where it is named: said before anything is graded without it. */
function unreadCourse(folder: string): string[] {
  const places = [path.join(path.resolve(folder), '..'), process.cwd()];
  const found = places
    .map((place) => path.join(place, COURSE_FILE))
    .find((file) => existsSync(file));
  if (found === undefined) return [];
  const shown = path.relative(process.cwd(), found);
  return [
    `${shown} is not read, since it is not in the folder of the submissions: add --course ${shown}`,
  ];
}

const STRAYS_SHOWN_MAX = 10;

/** What was found out before anything was graded, and nobody's mark tells. */
function noticesOf({ sources, strays }: Listing, course: Course | undefined): string[] {
  const strayed = strays.filter((name) => name !== COURSE_FILE).map(shownLine);
  const shown = strayed.slice(0, STRAYS_SHOWN_MAX).join(', ');
  const left = strayed.length > STRAYS_SHOWN_MAX ? `${shown}, …` : shown;
  const absent = namedForNobody(course, sources);
  return [
    ...(left === '' ? [] : [`Left aside, for they are no submissions: ${left}`]),
    ...(absent.length === 0
      ? []
      : [`The course file has overrides for students who are not here: ${absent.join(', ')}`]),
  ];
}

function floorOf(flags: Pick<GradeFlags, 'allow-weaker-isolation'>): BoxLevel {
  return flags['allow-weaker-isolation'] ? 'D' : 'A';
}

/** Empties a folder: what a killed call has left there is of no use. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function dateOf(text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError('LT004', `--before ${text}: not a date.`, [
    'For example 2026-11-20T23:59:00-08:00',
  ]);
}
