import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabCode } from '../../src/core/labs/index.js';
import { GivenModules } from '../../src/core/given/index.js';
import { levelRank } from '../../src/core/lab/index.js';
import {
  findLabFolder,
  type RunTestSpec,
  type SearchTestSpec,
  type TestSpec,
} from '../../src/core/registry/index.js';
import { causeOf, type Diagnosis } from '../../src/core/diagnose/index.js';
import { ProcessPool, type Job, type JobEnd } from '../../src/core/runner/index.js';
import type { CompiledLab } from '../../src/core/box/index.js';
import { compileLab } from '../../src/core/compile/index.js';
import { LabFault } from '../../src/core/support/index.js';
import {
  TRACED_EVENTS_MAX,
  type Failure,
  type SearchOutcome,
} from '../../src/core/testkit/index.js';
import { materialise, solutionFolder, type Mutant } from '../../selftest/mutants/index.js';

/** Long enough for a busy machine; what has not returned by then never will. */
const SILENT_MS_MAX = 120_000;
const SEARCH_MEMORY_MAX_BYTES = 3 * 2 ** 30;
const SEEDS_PER_JOB = 25;

/** Why a lab did not pass: a kind of failure, or what happened to its process. */
export type Cause =
  | Exclude<Failure['kind'], 'lab'>
  | 'load'
  | 'exception'
  | 'endless'
  | 'process'
  | 'inconclusive'
  /** The harness itself failed, which says nothing of the lab. */
  | 'harness';

/** How a lab failed a test. */
export interface Finding {
  readonly cause: Cause;
  readonly message: string;
}

/** What a student is told about a failed test. */
export interface Told extends Finding {
  readonly diagnosis: Diagnosis;
  /** The cause that is named, for machines. */
  readonly named: string | undefined;
  /** Messages delivered and timers fired in a run; the steps of a search's path. */
  readonly events: number;
  /** The trace that was saved, as text. */
  readonly trace: string | undefined;
}

/** The finding of one seed, if it failed. */
export interface SeedFinding extends Finding {
  readonly seed: number;
  /** Messages delivered and timers fired. */
  readonly events: number;
}

/** The finding of a search test, and how far it went. */
export interface SearchFinding {
  readonly finding: Finding | undefined;
  readonly searches: readonly SearchOutcome[];
}

/** One correct solution or mutant, with the tests that run on it in a process of its own. */
export class TestedLab {
  readonly #compiled: CompiledLab | Refused;
  readonly #code: LabCode;
  readonly #shared: ProcessPool | undefined;
  #loadedIn: ProcessPool | undefined;

  private constructor(
    compiled: CompiledLab | Refused,
    code: LabCode,
    shared: ProcessPool | undefined,
  ) {
    this.#compiled = compiled;
    this.#code = code;
    this.#shared = shared;
  }

  /**
   * Compiles a correct solution, by name, or a mutant; one that is refused is a finding, too. With
   * a `shared` pool, it is tested by processes that have tested other labs before, whose code is
   * warm.
   */
  static async of(lab: string | Mutant, code: LabCode, shared?: ProcessPool): Promise<TestedLab> {
    const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-matrix-'));
    try {
      const folder = typeof lab === 'string' ? solutionFolder(lab) : path.join(scratch, lab.name);
      if (typeof lab !== 'string') materialise(lab, folder);
      const { solution } = await findLabFolder(folder, folder, '2');
      const given = await GivenModules.load(code.given);
      return new TestedLab(await compileLab(solution, given), code, shared);
    } catch (error) {
      if (!(error instanceof LabFault)) throw error;
      const { data } = error;
      const { message } = data;
      const named = causeOf({ kind: 'lab', message, fault: data }, undefined);
      const refused = { cause: 'load', message, diagnosis: {}, named } as const;
      return new TestedLab(refused, code, shared);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  /** Whether it does not even load, so every test fails in the same way. */
  get isRefused(): boolean {
    return 'cause' in this.#compiled;
  }

  /** The first `failingMax` seeds that fail, in order. */
  async failingSeeds(
    test: RunTestSpec,
    seeds: readonly number[],
    failingMax: number,
  ): Promise<SeedFinding[]> {
    const findings: SeedFinding[] = [];
    const size = Math.min(failingMax, SEEDS_PER_JOB);
    for (let from = 0; from < seeds.length && findings.length < failingMax; from += size) {
      findings.push(...(await this.#runSeeds(test, seeds.slice(from, from + size))));
    }
    return findings.slice(0, failingMax);
  }

  async #runSeeds(test: RunTestSpec, seeds: readonly number[]): Promise<SeedFinding[]> {
    if ('cause' in this.#compiled)
      return seeds.map((seed) => ({ seed, events: 0, ...this.#refused }));
    const findings: SeedFinding[] = [];
    let next = 0;
    while (next < seeds.length) {
      const left = seeds.slice(next);
      const end = await this.#pool.schedule(
        { kind: 'run', test, seeds: left, log: 'shown', ...QUIET },
        (message) => {
          if (message.kind !== 'seed-done') return;
          next++;
          const { seed, events, failure } = message.outcome;
          if (failure !== undefined) findings.push({ seed, events, ...told(failure) });
        },
      );
      const lost = lostFinding(end);
      if (lost !== undefined) findings.push({ seed: seeds[next++] as number, events: 0, ...lost });
    }
    return findings;
  }

  /** Runs a search test as if this were its own budget of states or random steps. */
  async search(test: SearchTestSpec, statesMax: number): Promise<SearchFinding> {
    if ('cause' in this.#compiled) return { finding: this.#refused, searches: [] };
    let result: SearchFinding | undefined;
    const budgeted = { ...test, statesMax };
    const end = await this.#pool.schedule(
      { kind: 'search', test: budgeted, seed: 1, overrides: SEARCH_OVERRIDES, ...QUIET },
      (message) => {
        if (message.kind !== 'search-done') return;
        const { verdict, failure, searches } = message.outcome;
        const inconclusive = { cause: 'inconclusive', message: 'a safety net ended it' } as const;
        const finding = failure && told(failure);
        result = {
          finding: verdict === 'inconclusive' ? inconclusive : finding,
          searches,
        };
      },
    );
    const lost = lostFinding(end) ?? { cause: 'process', message: 'it reported no outcome' };
    return result ?? { finding: lost, searches: [] };
  }

  /** What is reported for a failing test; for a run test, on this seed. */
  async explain(
    test: TestSpec,
    { seed, events: length }: Pick<SeedFinding, 'seed' | 'events'>,
    statesMax: number,
  ): Promise<Told | undefined> {
    if ('cause' in this.#compiled) return { ...this.#refused, events: 0, trace: undefined };
    const folder = mkdtempSync(path.join(tmpdir(), 'labtest-explain-'));
    let result: Told | undefined;
    const read = (name: string | undefined): string | undefined =>
      name === undefined ? undefined : readFileSync(path.join(folder, name), 'utf8');
    const shared = { ...QUIET, folder };
    const saveTraces = length <= TRACED_EVENTS_MAX;
    const job: Job =
      test.kind === 'search'
        ? {
            kind: 'search',
            test: { ...test, statesMax },
            seed,
            overrides: SEARCH_OVERRIDES,
            ...shared,
          }
        : { kind: 'run', test, seeds: [seed], log: 'kept', ...shared, saveTraces };
    const end = await this.#pool.schedule(job, (message) => {
      if (message.kind !== 'seed-done' && message.kind !== 'search-done') return;
      const { failure } = message.outcome;
      if (failure === undefined) return;
      const events = message.kind === 'seed-done' ? message.outcome.events : 0;
      const { diagnosis = {}, trace } = message;
      const named = causeOf(failure, diagnosis);
      result = { ...told(failure), diagnosis, named, events, trace: read(trace) };
    });
    rmSync(folder, { recursive: true, force: true });
    const lost = lostFinding(end);
    const nothing = { diagnosis: {}, named: undefined, events: 0, trace: undefined };
    return lost === undefined ? result : { ...lost, ...nothing };
  }

  /** Ends the processes, unless they are shared. */
  close(): void {
    if (this.#shared === undefined) this.#loadedIn?.close();
  }

  get #refused(): Refused {
    return this.#compiled as Refused;
  }

  get #pool(): ProcessPool {
    if (this.#loadedIn === undefined) {
      this.#loadedIn = this.#shared ?? labPool();
      const lab = this.#compiled as CompiledLab;
      this.#loadedIn.load({ lab, code: this.#code });
    }
    return this.#loadedIn;
  }
}

/** A process of each kind, for one lab after the other. */
export function labPool(): ProcessPool {
  return new ProcessPool(1, SILENT_MS_MAX);
}

/** A lab that does not even load. */
type Refused = Finding & Pick<Told, 'diagnosis' | 'named'>;

const SEARCH_OVERRIDES = {
  workers: 1,
  memoryMaxBytes: SEARCH_MEMORY_MAX_BYTES,
} as const;

/** Jobs of which only the verdict counts. */
const QUIET = {
  timeouts: true,
  saveTraces: false,
  checks: false,
  logThreshold: levelRank('OFF'),
  folder: tmpdir(),
} as const;

function told({ kind, message, fault }: Failure): Finding {
  if (kind !== 'lab') return { cause: kind, message };
  switch (fault?.kind) {
    case 'load':
    case 'export':
      return { cause: 'load', message };
    case 'budget':
      return { cause: 'endless', message };
    default:
      return { cause: 'exception', message };
  }
}

/** What it says about a lab that its process failed. */
function lostFinding(end: JobEnd): Finding | undefined {
  switch (end.kind) {
    case 'done':
      return undefined;
    case 'load-failed':
      return { cause: 'load', message: end.fault.message };
    case 'hung':
      return { cause: 'endless', message: 'the process hung' };
    case 'starved':
      return { cause: 'inconclusive', message: 'the machine was too busy' };
    case 'machine':
      return { cause: 'inconclusive', message: end.lack };
    case 'crashed':
      return { cause: 'process', message: end.how };
    case 'test-mistake':
      return { cause: 'harness', message: end.fault.message };
    case 'broken':
      return { cause: 'harness', message: end.error };
  }
}
