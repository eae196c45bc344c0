import type { RunTestSpec } from '../registry/index.js';
import { MachineLimit } from '../machine/index.js';
import type { LabPlace } from '../judge/index.js';
import { InvariantError, LabFault, type LabFaultData } from '../support/index.js';
import { isWithoutEnd, TRACED_EVENTS_MAX, type Failure, type Verdict } from '../testkit/index.js';
import {
  concludeRun,
  firstFailing,
  lostSeed,
  type ReproduceFlags,
  type Rerun,
  type SeedResult,
} from './conclude.js';
import type { TestOutcome } from './outcome.js';
import { watchedIn, type Hangs } from './hangs.js';
import type { ProcessPool } from './process-pool.js';
import type { FromTestProcess, RunJob, SearchStatus, WatchedSteps } from './protocol.js';
import type { TestSettings } from './settings.js';
import { dropSteps } from './step-file.js';
import type { JobEnd } from './test-process.js';

/** What running one test needs. */
export interface TestSurroundings {
  readonly pool: Pick<ProcessPool, 'schedule'>;
  readonly settings: TestSettings;
  /** Folder of the run. */
  readonly folder: string;
  readonly hangs: Hangs;
  readonly reproduceFlags: ReproduceFlags;
  readonly onSearch: (number: string, status: SearchStatus) => void;
  /** Called with the nodes of a test's system, if the log is filtered by node. */
  readonly onMembers: (nodes: readonly string[]) => void;
  /** Called with the reason if a log or trace cannot be written. */
  readonly onUnsaved: (why: string) => void;
}

/** A log to show under the heading of its test. */
export interface ShownLog {
  /** The seed, for a run test on several seeds. */
  readonly seed: number | undefined;
  /** The file name in the run's folder. */
  readonly file: string;
}

export interface FinishedTest {
  readonly outcome: TestOutcome;
  readonly logs: readonly ShownLog[];
}

/** The maximum number of seeds in a job: few, so that the processes end at about the same time. */
const SEEDS_PER_JOB_MAX = 25;

/** Runs a test on its seeds. The finished part can be concluded at any time. */
export class RunningTest {
  readonly #test: RunTestSpec;
  readonly #seeds: readonly number[];
  readonly #around: TestSurroundings;
  readonly #results = new Map<number, SeedResult>();
  /** The ends of seeds whose process hung or ended. */
  readonly #ends = new Map<number, OverJobEnd>();
  /**
   * The first seed, in their order, whose process or box hung or ended, or whose run was without
   * end. Those behind it are left out: they would take as long, and say no more.
   */
  #last: number | undefined;
  /** The seed that is diagnosed, once more; begun as soon as it is known which one it is. */
  #again: Promise<Rerun | undefined> | undefined;

  constructor(test: RunTestSpec, seeds: readonly number[], around: TestSurroundings) {
    this.#test = test;
    this.#seeds = seeds;
    this.#around = around;
  }

  /** @throws LabFault when the lab does not load. */
  async finish(): Promise<FinishedTest> {
    const { processes } = this.#around.settings;
    // One process takes them in a row, so that none is begun behind one that hangs.
    const shares = processes === 1 ? 1 : 2 * processes;
    const size = Math.min(SEEDS_PER_JOB_MAX, Math.ceil(this.#seeds.length / shares));
    const chunks: (readonly number[])[] = [];
    for (let i = 0; i < this.#seeds.length; i += size) chunks.push(this.#seeds.slice(i, i + size));
    // As many at once as there are processes: a chunk is scheduled only when no earlier seed has
    // shown that those behind it are to be left out.
    const next = chunks.values();
    const takeChunks = async (): Promise<void> => {
      for (const chunk of next) await this.#runSeeds(chunk);
    };
    await Promise.all(Array.from({ length: processes }, takeChunks));
    await this.#findHang();
    const failing = firstFailing(this.#ordered());
    if (failing !== undefined) this.#again ??= this.#rerun(failing);
    return this.#conclude(await this.#again);
  }

  /** The test as far as it got, if that already shows a failure. */
  soFar(): FinishedTest | undefined {
    return firstFailing(this.#ordered()) === undefined ? undefined : this.#conclude(undefined);
  }

  #conclude(rerun: Rerun | undefined): FinishedTest {
    const results = this.#ordered();
    const outcome = concludeRun(this.#test, results, rerun, this.#around.reproduceFlags);
    const logs = results.flatMap(({ outcome: { seed }, log }) =>
      log === undefined ? [] : [{ seed: this.#test.kind === 'unit' ? undefined : seed, file: log }],
    );
    return { outcome, logs };
  }

  #ordered(): SeedResult[] {
    return this.#wanted(this.#seeds).flatMap((seed) => this.#results.get(seed) ?? []);
  }

  #wanted(seeds: readonly number[]): readonly number[] {
    const last = this.#last === undefined ? Infinity : this.#seeds.indexOf(this.#last);
    return seeds.filter((seed) => this.#seeds.indexOf(seed) <= last);
  }

  async #runSeeds(seeds: readonly number[]): Promise<void> {
    const rest = (): readonly number[] =>
      this.#wanted(seeds).filter((seed) => !this.#results.has(seed));
    for (let next = rest(); next.length > 0; next = rest()) {
      let running = next[0] as number;
      // A watched seed has a process to itself, so that the steps are this seed's.
      const watched = this.#around.hangs.areKnown ? this.#watchedOn(running) : undefined;
      const job = watched === undefined ? next : [running];
      const end = await this.#schedule(job, { watched }, (message) => {
        if (message.kind === 'seed-started') running = message.seed;
        if (message.kind === 'seed-done') this.#note(message);
      });
      if (watched !== undefined && end.kind === 'done') dropSteps(watched.file);
      if (end.kind !== 'done' && !this.#results.has(running)) this.#lose(running, end);
    }
  }

  /** Finds out in which handler a lost seed hung, and where, if possible. */
  async #findHang(): Promise<void> {
    const seed = this.#last;
    const { settings, hangs } = this.#around;
    // The process that asks a lab in another process knows what it asked.
    if (seed === undefined || settings.place?.transport === 'process') return;
    const end = this.#ends.get(seed);
    const failure =
      end &&
      (await hangs.failureOf(end, this.#watchedOn(seed), (changes, onMessage) =>
        this.#schedule([seed], changes, onMessage),
      ));
    const result = this.#results.get(seed);
    if (failure === undefined || result === undefined) return;
    this.#results.set(seed, { ...result, outcome: { ...result.outcome, failure } });
  }

  #watchedOn(seed: number): WatchedSteps {
    return watchedIn(this.#around.folder, `${this.#test.number}-seed${seed}`);
  }

  /**
   * A run is deterministic, so its log at every level can be made afterwards. For a run without
   * end, nobody would read a log or a trace, and both cost more than the run: it is only diagnosed.
   */
  async #rerun({ isLost, outcome }: SeedResult): Promise<Rerun | undefined> {
    if (isLost) return undefined;
    const { seed, events } = outcome;
    let rerun: Rerun | undefined;
    const evidence =
      events > TRACED_EVENTS_MAX ? {} : { logThreshold: 0, logNodes: undefined, saveTraces: true };
    await this.#schedule([seed], { log: 'kept', ...evidence }, (message) => {
      if (message.kind === 'seed-done') rerun = message;
    });
    return rerun;
  }

  #schedule(
    seeds: readonly number[],
    changes: Partial<RunJob>,
    onMessage: (message: FromTestProcess) => void,
  ): Promise<OverJobEnd> {
    const { pool, settings, folder } = this.#around;
    const { timeouts, checks, logThreshold, logNodes, saveTraces } = settings;
    const shared = { timeouts, checks, logThreshold, logNodes, saveTraces, folder };
    const test = this.#test;
    return pool
      .schedule({ kind: 'run', test, seeds, log: 'shown', ...shared, ...changes }, (message) => {
        if (message.kind === 'members') this.#around.onMembers(message.nodes);
        if (message.kind === 'unsaved') this.#around.onUnsaved(message.why);
        onMessage(message);
      })
      .then((end) => throwUnlessOver(end, settings.place));
  }

  #note(done: Extract<FromTestProcess, { kind: 'seed-done' }>): void {
    const { seed } = done.outcome;
    this.#results.set(seed, done);
    if (done.isLost || isWithoutEnd(done.outcome.failure)) this.#leaveOutBehind(seed);
    const first = this.#firstFailed();
    if (first === undefined || this.#again !== undefined) return;
    this.#again = this.#rerun(first);
    // It is awaited when the other seeds are done; until then it must not count as unhandled.
    this.#again.catch(() => {});
  }

  /** The first seed that failed, if no other seed's end can change which one that is. */
  #firstFailed(): SeedResult | undefined {
    for (const seed of this.#seeds) {
      const result = this.#results.get(seed);
      if (result === undefined || result.outcome.verdict === 'failed') return result;
    }
    return undefined;
  }

  #leaveOutBehind(seed: number): void {
    const first = this.#last === undefined ? Infinity : this.#seeds.indexOf(this.#last);
    if (this.#seeds.indexOf(seed) < first) this.#last = seed;
  }

  #lose(seed: number, end: OverJobEnd): void {
    const { verdict, failure } = lostFailure(end);
    this.#leaveOutBehind(seed);
    this.#ends.set(seed, end);
    this.#results.set(seed, {
      outcome: lostSeed(seed, verdict, failure),
      isLost: true,
      wallMs: end.kind === 'hung' ? end.silentMs : 0,
      log: undefined,
    });
  }
}

/** A job's end that says something about its test. */
export type OverJobEnd = Exclude<JobEnd, { readonly kind: 'load-failed' | 'machine' }>;

/**
 * @throws LabFault when the lab did not load
 * @throws MachineLimit when the machine did not let the job begin or continue
 * @throws InvariantError for a mistake of the harness in a process without any lab code
 */
export function throwUnlessOver(end: JobEnd, place?: LabPlace): OverJobEnd {
  if (end.kind === 'load-failed') throw new LabFault(end.fault);
  if (end.kind === 'machine') throw new MachineLimit(end.lack);
  if (end.kind === 'broken' && place?.transport === 'process') throw new InvariantError(end.error);
  return end;
}

/** The test's verdict and failure when its process hung or ended. */
export function lostFailure(end: OverJobEnd): { verdict: Verdict; failure: Failure } {
  if (end.kind === 'hung') {
    const seconds = Math.round(end.silentMs / 1000);
    const fault: LabFaultData = {
      kind: 'budget',
      message: `your code hangs: stopped after ${seconds} s`,
      hint:
        'either one call works on something huge (fill, repeat, replaceAll, sort), or messages ' +
        'and state grow: each message is copied, and a whole log in every one takes ever longer',
    };
    return { verdict: 'failed', failure: { kind: 'lab', message: fault.message, fault } };
  }
  if (end.kind === 'starved') {
    const message = 'the machine is too busy: the process that ran your code got no time to work';
    return { verdict: 'inconclusive', failure: { kind: 'lab', message } };
  }
  if (end.kind === 'test-mistake') {
    const { fault } = end;
    return { verdict: 'crashed', failure: { kind: 'test', message: fault.message, fault } };
  }
  if (end.kind === 'broken') {
    const message = 'labtest itself failed here. This is a bug in labtest, not in your code';
    return {
      verdict: 'crashed',
      failure: { kind: 'lab', message, detail: end.error.split('\n') },
    };
  }
  const how = end.kind === 'crashed' ? end.how : 'it reported no outcome';
  const message =
    how === 'out of memory'
      ? 'the process that ran your code ran out of memory'
      : `the process that ran your code ended (${how})`;
  return { verdict: 'crashed', failure: { kind: 'lab', message } };
}
