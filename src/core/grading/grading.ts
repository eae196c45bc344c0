import type { BoxLevel } from '../isolation/index.js';
import type { Course, LabSpec, TestSpec } from '../registry/index.js';
import type { TestOutcome } from '../runner/index.js';
import { failureSignature } from './failure-signature.js';
import { gradeJob, type GradeJob } from './grade-job.js';
import type { FailureMark, GradedSubmission, Standing } from './graded.js';
import type { LabFiles } from './intake/lab-files.js';
import type { Source } from './intake/source.js';
import { takeIn, type IntakeChoice, type TakenIn } from './intake/take-in.js';
import { isAtLeast } from './isolation.js';
import type { Journal } from './journal.js';
import { markOf } from './mark.js';
import type { GradingQueue, QueueListener } from './queue/queue.js';
import { testKey, type Judging, type TestRecord, type TestResult } from './test-record.js';
import type { WithoutVerdict } from './without-verdict.js';

/** What is to be graded, and by which rules. */
export interface GradingOrder extends Judging {
  readonly sources: readonly Source[];
  /** As the course grades it. */
  readonly spec: LabSpec;
  readonly course: Course | undefined;
  readonly intake: IntakeChoice;
  /** Results that were found with less are found again. */
  readonly floor: BoxLevel;
  /** Ids of the submissions whose tests may be run; of the others what is known is shown. */
  readonly chosen: ReadonlySet<string>;
  /** Tests that did not pass are run again. */
  readonly rerunFailed: boolean;
}

/** Hears how grading goes on. */
export interface GradingListener {
  /** A submission is graded, refused or failed: everything that is known of it. */
  settled(graded: GradedSubmission): Promise<void>;
  /** Something has changed in the counts. */
  progress(progress: Progress): void;
}

export interface Progress {
  readonly of: number;
  readonly done: number;
  readonly running: number;
  /** Of the tests with an outcome, so far. */
  readonly testsPassed: number;
  readonly testsRun: number;
}

/** Of a submission that is refused or failed. */
type WhyUngraded = Pick<Standing, 'reason' | 'fault'>;

/** A submission that waits for results. */
interface Waiting {
  readonly taken: TakenIn;
  readonly lab: LabFiles;
}

/**
 * Grades the submissions of a class: what the journal knows is not run again, what it lacks goes to
 * the queue, and a submission is settled when each of its tests has a result. A submission that
 * cannot be read, or at which the harness fails, is settled with the reason.
 */
export class Grading implements QueueListener {
  readonly #order: GradingOrder;
  readonly #journal: Journal;
  readonly #listener: GradingListener;
  /** By digest of the lab: the same lab, handed in twice, runs once. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #running = new Set<string>();
  /** Results of this session: with `rerunFailed` these are not run again. */
  readonly #fresh = new Set<string>();
  #done = 0;
  #testsPassed = 0;
  #testsRun = 0;

  constructor(order: GradingOrder, journal: Journal, listener: GradingListener) {
    this.#order = order;
    this.#journal = journal;
    this.#listener = listener;
  }

  /** Returns when all are settled, or the signal is raised. */
  async run(queue: GradingQueue, signal: AbortSignal): Promise<void> {
    for (const source of this.#order.sources) {
      if (signal.aborted) break;
      const taken = await takeIn(source, this.#order.intake);
      if (taken.lab === undefined)
        await this.#settle(taken, new Map(), 'refused', { reason: taken.refusal });
      else await this.#enqueue({ taken, lab: taken.lab }, queue);
    }
    await queue.drained();
  }

  started({ id }: GradeJob): void {
    this.#running.add(id);
    this.#progress();
  }

  result(_job: GradeJob, result: TestResult): void {
    const { key, outcome } = result.record;
    if (!this.#fresh.has(key)) this.#journal.append(result);
    this.#fresh.add(key);
    this.#testsRun++;
    if (outcome.verdict === 'passed') this.#testsPassed++;
    this.#progress();
  }

  async done({ id, filesDigest }: GradeJob): Promise<void> {
    this.#running.delete(id);
    for (const { taken, lab } of this.#leave(filesDigest)) {
      await this.#settle(taken, this.#records(lab), 'graded');
    }
  }

  async failed({ id, filesDigest }: GradeJob, why: WithoutVerdict): Promise<void> {
    this.#running.delete(id);
    for (const { taken, lab } of this.#leave(filesDigest)) {
      await this.#settle(taken, this.#records(lab), 'failed', why);
    }
  }

  async #enqueue(waiting: Waiting, queue: GradingQueue): Promise<void> {
    const { taken, lab } = waiting;
    const others = this.#waiting.get(lab.digest);
    if (others !== undefined) return void others.push(waiting);
    const isChosen = this.#order.chosen.has(taken.source.id);
    const missing = this.#order.spec.tests.filter((test) => !this.#isKnown(lab, test, isChosen));
    if (missing.length === 0) return this.#settle(taken, this.#records(lab), 'graded');
    if (!isChosen) return this.#settle(taken, this.#records(lab), 'waiting');
    this.#waiting.set(lab.digest, [waiting]);
    const { spec } = this.#order;
    await queue.submit(gradeJob(taken.source.id, spec, lab.digest, missing, this.#order), lab);
  }

  #isKnown({ digest }: LabFiles, test: TestSpec, isChosen: boolean): boolean {
    const key = testKey(digest, test, this.#order);
    const known = this.#journal.known(key);
    if (known === undefined || !isAtLeast(known.isolation, this.#order.floor)) return false;
    if (!isChosen) return true;
    return !this.#order.rerunFailed || known.verdict === 'passed' || this.#fresh.has(key);
  }

  #leave(digest: string): readonly Waiting[] {
    const waiting = this.#waiting.get(digest) ?? [];
    this.#waiting.delete(digest);
    return waiting;
  }

  #records({ digest }: LabFiles): Map<string, TestRecord> {
    const records = new Map<string, TestRecord>();
    for (const test of this.#order.spec.tests) {
      const record = this.#journal.get(testKey(digest, test, this.#order));
      if (record !== undefined) records.set(test.number, record);
    }
    return records;
  }

  async #settle(
    taken: TakenIn,
    records: ReadonlyMap<string, TestRecord>,
    state: Standing['state'],
    why?: WhyUngraded,
  ): Promise<void> {
    this.#done++;
    await this.#listener.settled(standingOf(this.#order, taken, records, state, why));
    this.#progress();
  }

  #progress(): void {
    const [done, running] = [this.#done, this.#running.size];
    const { length: of } = this.#order.sources;
    const [testsPassed, testsRun] = [this.#testsPassed, this.#testsRun];
    this.#listener.progress({ of, done, running, testsPassed, testsRun });
  }
}

function failureMark({ outcome, shape }: TestRecord): FailureMark {
  const named = outcome.diagnosis?.cause;
  return {
    number: outcome.number,
    signature: failureSignature(outcome),
    shape,
    cause: outcome.cause,
    rule: named?.rule,
    advice: named?.advice,
    reason: shortened(outcome.reason ?? outcome.verdict),
  };
}

const REASON_CHARS_MAX = 300;

function shortened(text: string): string {
  return text.length > REASON_CHARS_MAX ? `${text.slice(0, REASON_CHARS_MAX)}…` : text;
}

/** What is known of a submission, and its mark. */
export function standingOf(
  { spec, course }: Pick<GradingOrder, 'spec' | 'course'>,
  { source, commit, notes }: TakenIn,
  records: ReadonlyMap<string, TestRecord>,
  state: Standing['state'],
  why: WhyUngraded = {},
): GradedSubmission {
  const outcomes = new Map<string, TestOutcome>();
  for (const [number, { outcome }] of records) outcomes.set(number, outcome);
  const submittedAtMs = source.submittedAtMs ?? commit?.atMs;
  const mark = markOf(spec, course, outcomes, { ...source, submittedAtMs });
  const all = [...outcomes.values()];
  const failures = [...records.values()]
    .filter(({ outcome }) => outcome.verdict !== 'passed')
    .map(failureMark);
  const wallMs = all.reduce((sum, outcome) => sum + outcome.wallMs, 0);
  const isolation = [...records.values()]
    .map((record) => record.isolation)
    .sort()
    .at(-1);
  const about = { source, state, ...why, commit, notes };
  return { standing: { ...about, mark, isolation, failures, wallMs }, records };
}
