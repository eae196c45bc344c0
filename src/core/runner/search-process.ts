/**
 * Entry of the process that judges search tests. Its main thread evaluates no code of a lab: the
 * lab is in a separate thread, and only answers what its handlers do.
 */
import path from 'node:path';
import process from 'node:process';
import { search as engine, type SearchProgress, type Strategy } from '../checker/index.js';
import type { ClassTable } from '../canon/index.js';
import { diagnoseSearch, noted, type Diagnosis, type NotesEvidence } from '../diagnose/index.js';
import { loadTerms } from '../given/index.js';
import { openLab, type RemoteLab } from '../judge/index.js';
import { authorsMistake, loadDefinition, type LabCode } from '../labs/index.js';
import { levelRank, rootAddress, type Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import {
  executeSearchTest,
  type LabDefinition,
  type LogRecord,
  type SearchTestOutcome,
} from '../testkit/index.js';
import type { LogOf, Trace, TraceSettings } from '../trace/index.js';
import { ChildLink } from './child-link.js';
import { harnessVersion } from './harness-version.js';
import { HEAD_CHARS_MAX, LogFile, TAIL_CHARS_MAX } from './log-file.js';
import type { SearchJob, SearchStatus, ToTestProcess } from './protocol.js';
import {
  savePath,
  tellHeldBack,
  tellSearch,
  type SearchTraceHead,
  type ToldPath,
} from './trace-files.js';

/** Often enough for a person to see it move. */
const PROGRESS_EACH_MS = 100;

/** The share of its memory that the next search may find taken by this one's garbage. */
const LEFT_SHARE_MAX = 1 / 8;

const link = new ChildLink();
/** The lab, in its thread: it is evaluated afresh for every search. */
let loaded:
  { readonly digest: string; readonly remote: RemoteLab; readonly classes: ClassTable } | undefined;
/** Where the lab's tests come from. */
let authors: LabCode | undefined;
let known: LabDefinition = { exports: {}, tests: {} };

link.serve(answer, (thrown) => authors && authorsMistake(thrown, authors));

async function answer(message: ToTestProcess): Promise<void> {
  if (message.kind === 'load') {
    const { lab, code, place } = message;
    authors = code;
    known = await loadDefinition(code);
    const terms = await loadTerms({ given: code.given, exports: known.exports });
    const classes = terms.given.createTable();
    loaded?.remote.close();
    const remote = await openLab(lab, terms, classes, place ?? { transport: 'thread' });
    link.send({ kind: 'ready', contract: known.exports });
    loaded = { digest: lab.digest, remote, classes };
    return;
  }
  const { job } = message;
  assert(job.kind === 'search', 'a run job came to a search process');
  search(job);
}

function search(job: SearchJob): void {
  const test = known.tests[job.test.number];
  assert(loaded !== undefined, 'a job came before the lab');
  assert(test?.kind === 'search', `no code for search test ${job.test.number}`);
  const startMs = performance.now();
  const { digest, remote, classes } = loaded;
  remote.renew();
  const logs = new SearchLogs(job);
  const { overrides, test: spec } = job;
  const statesMax = overrides.statesMax ?? spec.statesMax;
  const timeMaxMs = job.timeouts ? (overrides.timeMaxMs ?? spec.timeMaxMs) : Infinity;
  const outcome = executeSearchTest(
    test,
    {
      handlers: remote.handlers,
      twins: remote.twins,
      logOf: (call) => remote.logOf(call),
      classes,
    },
    {
      ...overrides,
      search: engine,
      contract: known.exports,
      statesMax,
      // If the user sets the number of steps, all of them are taken.
      patience: overrides.statesMax === undefined ? undefined : Infinity,
      ownStatesMax: spec.statesMax,
      timeMaxMs,
      seed: job.seed,
      checks: job.checks,
      keepPaths: job.saveTraces,
      ...(job.logNodes !== undefined && {
        onMembers: (nodes) => link.send({ kind: 'members', nodes }),
      }),
      onSearched: (searched) => link.send({ kind: 'searched', outcome: searched }),
      onProgress: progressReporter({ statesMax, timeMaxMs }),
      logThreshold: 0,
      onLog: (record) => logs.write(record),
    },
  );
  const { handlers } = remote;
  const logOf: LogOf = (call) => remote.logOf(call);
  const head = headOf(job, digest);
  const { found, paths } = tellSearch(outcome, head, { handlers, classes, logOf });
  const files = logs.close();
  const fault = outcome.failure?.fault;
  if (fault?.kind === 'load') return link.send({ kind: 'load-failed', fault });
  const { verdict, failure, searches, warnings } = outcome;
  const wallMs = performance.now() - startMs;
  const { insight } = known;
  const told = found?.isTold === true ? found.trace : undefined;
  const { heldBack } = outcome;
  const heldPath = heldBack && tellHeldBack(heldBack, head, { handlers, classes, logOf });
  const diagnosis = diagnosisOf(outcome, { told, heldPath }, classes);
  const save = (kept: ToldPath, of?: Diagnosis): string | undefined =>
    keep(kept, { diagnosis: of, isOfTrace: true, insight, classes }, job.folder);
  link.send({
    kind: 'search-done',
    outcome: { verdict, failure, searches, warnings },
    wallMs,
    trace: found && save(found, diagnosis),
    paths: paths.flatMap(([number, goal]) => {
      const file = save(goal);
      return file === undefined ? [] : [[number, file] as const];
    }),
    diagnosis,
    ...files,
  });
  const isReusable = process.memoryUsage.rss() < overrides.memoryMaxBytes * LEFT_SHARE_MAX;
  link.send({ kind: 'job-done', isReusable });
}

/** What a teaching assistant would say about a failed search. */
function diagnosisOf(
  { failure, profile, everSent, heldBack }: SearchTestOutcome,
  { told, heldPath }: { readonly told: Trace | undefined; readonly heldPath: Trace | undefined },
  classes: ClassTable,
): Diagnosis | undefined {
  if (failure === undefined) return undefined;
  const { insight } = known;
  const less = heldBack && { ...heldBack, path: heldPath };
  const paths = { path: told, everSent, heldBack: less };
  return diagnoseSearch({ failure, classes, insight, profile, ...paths });
}

/** Writes a path, with what the report says about it. */
function keep(found: ToldPath, notes: NotesEvidence, folder: string): string | undefined {
  const trace = noted(found.trace, notes);
  return savePath({ ...found, trace }, folder, { onUnsaved: tellUnsaved });
}

function tellUnsaved(why: string): void {
  link.send({ kind: 'unsaved', why });
}

/** What a trace says about the search. */
function headOf(job: SearchJob, solution: string): SearchTraceHead {
  const { lab, number: test } = job.test;
  const settings = settingsOf(job);
  return { lab, test, seed: job.seed, settings, solution, harness: harnessVersion() };
}

/** The command line's search settings; undefined if there are none. */
function settingsOf({ overrides }: SearchJob): TraceSettings | undefined {
  const { statesMax: states, depthMax: depth, strategy } = overrides;
  const said = { states, depth, strategy };
  return Object.values(said).every((value) => value === undefined) ? undefined : said;
}

/** Reports to the parent how far a search is, a few times a second. */
function progressReporter(
  limits: Pick<SearchStatus, 'statesMax' | 'timeMaxMs'>,
): (name: string, strategy: Strategy, progress: SearchProgress) => 'go on' {
  let toldMs = -Infinity;
  let of = '';
  let startedMs = 0;
  return (name, strategy, { states, transitions, depth, statesPerDepth, bytes }) => {
    const nowMs = performance.now();
    if (name !== of) {
      of = name;
      startedMs = nowMs;
    }
    if (nowMs - toldMs >= PROGRESS_EACH_MS) {
      toldMs = nowMs;
      const counts = { states, transitions, depth, statesPerDepth, bytes };
      const progress = { search: name, strategy, ...counts, wallMs: nowMs - startedMs, ...limits };
      link.send({ kind: 'progress', progress });
    }
    return 'go on';
  };
}

/** The steps of a counterexample: all of them as evidence, and those to show. */
class SearchLogs {
  readonly #job: SearchJob;
  readonly #kept: LogFile;
  readonly #shown: LogFile;
  readonly #nodes: ReadonlySet<string> | undefined;

  constructor(job: SearchJob) {
    this.#job = job;
    const file = (name: string): string => path.join(job.folder, name);
    this.#kept = new LogFile(file(this.#keptName), {
      bounds: { headMax: HEAD_CHARS_MAX, tailMax: TAIL_CHARS_MAX },
      onUnsaved: tellUnsaved,
    });
    this.#shown = new LogFile(file(this.#shownName), { onUnsaved: tellUnsaved });
    this.#nodes = job.logNodes && new Set(job.logNodes);
  }

  get #keptName(): string {
    return `${this.#job.test.number}.full.log`;
  }

  get #shownName(): string {
    return `${this.#job.test.number}.log`;
  }

  write(record: LogRecord): void {
    this.#kept.write(record);
    if (levelRank(record.level) < this.#job.logThreshold) return;
    const node = rootAddress(record.node as Address);
    if (this.#nodes === undefined || this.#nodes.has(node)) this.#shown.write(record);
  }

  close(): { kept: string | undefined; log: string | undefined } {
    return {
      kept: this.#kept.close() ? this.#keptName : undefined,
      log: this.#shown.close() ? this.#shownName : undefined,
    };
  }
}

process.title = 'labtest search';
