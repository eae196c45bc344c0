/**
 * Entry of the process that runs a lab's unit and run tests. Where the lab's code runs in this
 * process too, its realm is locked down before any of it is evaluated.
 */
import inspector from 'node:inspector';
import path from 'node:path';
import process from 'node:process';
import { BadState, decode, encode } from '../canon/index.js';
import { authorsMistake, loadDefinition, type LabCode } from '../labs/index.js';
import { diagnoseRun, noted, StoryRecorder, type Diagnosis } from '../diagnose/index.js';
import {
  loadLab,
  lockdownRealm,
  stackOf,
  STEPS_MAX,
  type LoadedLab,
  type LogLine,
  type NodeHost,
} from '../box/index.js';
import { debuggerMap } from '../compile/index.js';
import { loadTerms } from '../given/index.js';
import { inThisRealm, openLab, type RemoteLab, type TestedLab } from '../judge/index.js';
import { levelRank, rootAddress, type Address } from '../lab/index.js';
import { assert, LabFault, type LabFaultData } from '../support/index.js';
import {
  executeRunTest,
  isWithoutEnd,
  recordRunTest,
  minimiseFailedRun,
  type LabDefinition,
  type LogRecord,
  type RecordedRun,
  type RunOutcome,
  type RunTest,
  type RunTestOptions,
  type ToldRun,
} from '../testkit/index.js';
import type { Trace } from '../trace/index.js';
import { ChildLink } from './child-link.js';
import { compareSeeds } from './compare-seeds.js';
import { harnessVersion } from './harness-version.js';
import { HEAD_CHARS_MAX, LogFile, TAIL_CHARS_MAX } from './log-file.js';
import {
  logFileName,
  type CompareJob,
  type LoadOrder,
  type RunJob,
  type ToTestProcess,
} from './protocol.js';
import { minimisingNet } from './minimising-net.js';
import { Speaker } from './speaker.js';
import { StepFile } from './step-file.js';
import { saveRunTrace } from './trace-files.js';

const link = new ChildLink();
const nowMs = performance.now.bind(performance);

/** Where the lab's tests come from. */
let authors: LabCode | undefined;
let known: LabDefinition = { exports: {}, tests: {} };
let lab: TestedLab | undefined;
/** The lab, if it is in this realm. */
let loaded: LoadedLab | undefined;
/** The lab, if it is in its own process. */
let remote: RemoteLab | undefined;
/** What traces say about the lab. */
let origin = { solution: '', harness: '' };
let fault: LabFaultData | undefined;
/** Puts what the lab prints into the log of the running seed. */
let printed: ((text: string) => void) | undefined;

link.serve(answer, (thrown) => authors && authorsMistake(thrown, authors, stackOf));

async function answer(message: ToTestProcess): Promise<void> {
  if (message.kind === 'load') return load(message);
  if (fault !== undefined) return link.send({ kind: 'load-failed', fault });
  const { job } = message;
  assert(job.kind !== 'search', 'a search job came to a run process');
  if (job.kind === 'run') runSeeds(job);
  else compare(job);
  link.send({ kind: 'job-done', isReusable: true });
}

async function load({ lab: compiled, code, place }: LoadOrder): Promise<void> {
  origin = { solution: compiled.digest, harness: harnessVersion() };
  authors = code;
  // All of the harness is loaded before the realm is locked down.
  known = await loadDefinition(code);
  const terms = await loadTerms({ given: code.given, exports: known.exports });
  fault = undefined;
  remote?.close();
  try {
    if (place?.transport === 'process') {
      remote = await openLab(compiled, terms, terms.given.createTable(), place);
      remote.onPrint = (text) => printed?.(text);
      link.send({ kind: 'ready', contract: known.exports });
      remote.load();
      lab = remote;
    } else {
      // Made while the realm can still load the code for it.
      const mapUrl = inspector.url() === undefined ? undefined : debuggerMap(compiled);
      lockdownRealm();
      link.send({ kind: 'ready', contract: known.exports });
      const options = { console: (text: string) => printed?.(text), mapUrl };
      loaded = loadLab(compiled, terms, options);
      lab = printing(inThisRealm(loaded));
    }
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    fault = error.data;
  }
}

/** A lab whose prints go into its log, as in any other place. */
function printing(tested: TestedLab): TestedLab {
  const logOf: TestedLab['logOf'] = (call) => {
    const lines: LogLine[] = [];
    const before = printed;
    printed = (text) => lines.push({ level: 'INFO', text });
    try {
      return [...tested.logOf(call), ...lines];
    } finally {
      printed = before;
    }
  };
  return { ...tested, logOf };
}

/** The seeds behind one that hangs, or is without end, would take as long, and say no more. */
function runSeeds(job: RunJob): void {
  for (const seed of job.seeds) if (runSeed(job, seed)) return;
}

/** Returns whether it was without end, or failed and what the lab runs in was given up. */
function runSeed(job: RunJob, seed: number): boolean {
  const { subject, test } = subjectsOf(job.test.number);
  link.send({ kind: 'seed-started', seed });
  const startedMs = nowMs();
  const losses = remote?.losses;
  const name = logFileName(job.test.number, seed, job.log);
  const bounds = { headMax: HEAD_CHARS_MAX, tailMax: TAIL_CHARS_MAX };
  const file = new LogFile(path.join(job.folder, name), {
    ...(job.log === 'kept' && { bounds }),
    onUnsaved: tellUnsaved,
  });
  const nodes = job.logNodes === undefined ? undefined : new Set(job.logNodes);
  const log = (record: LogRecord): void => {
    if (levelRank(record.level) < job.logThreshold) return;
    if (nodes !== undefined && !nodes.has(rootAddress(record.node as Address))) return;
    file.write(record);
  };
  const speaker = new Speaker();
  const steps = watchedSteps(job);
  printed = (text) => log({ at: speaker.atMs, node: speaker.node, level: 'INFO', text });
  try {
    const story = job.log === 'kept' ? new StoryRecorder() : undefined;
    let host: NodeHost | undefined;
    const options: RunTestOptions = {
      seed,
      observersOf: (made) => {
        host = made;
        return [];
      },
      observers: [
        speaker.observer,
        ...(story === undefined ? [] : [story]),
        ...(nodes === undefined ? [] : [membersObserver]),
        ...(steps === undefined ? [] : [steps.observer]),
      ],
      limitMs: job.timeouts ? job.test.limitMs : Infinity,
      eventsMax: job.timeouts ? job.test.eventsMax : Infinity,
      timeouts: job.timeouts,
      logThreshold: job.logThreshold,
      logNodes: nodes,
      contract: known.exports,
      onLog: log,
    };
    const { outcome, trace, known: handlers, waited } = once(test, subject, job, options);
    printed = undefined;
    const kept = file.close() ? name : undefined;
    const wallMs = nowMs() - startedMs;
    const { arbiter } = known.insight ?? {};
    const isOver = minimisingNet();
    const toldRun =
      trace && minimiseFailedRun(trace, subject, { isOver, arbiter, known: handlers, waited });
    const diagnosis = story && diagnosisOf(outcome, { story, host }, toldRun, subject);
    const traceFile = trace && toldRun && keep(job, trace, toldRun, diagnosis, subject);
    const told = { trace: traceFile, headline: toldRun?.shown.verdict.detail, diagnosis };
    const isLost = outcome.verdict !== 'passed' && remote?.losses !== losses;
    link.send({ kind: 'seed-done', outcome, isLost, wallMs, log: kept, ...told });
    return isLost || isWithoutEnd(outcome.failure);
  } finally {
    printed = undefined;
    steps?.close();
    if (loaded !== undefined) loaded.budget.stepsMax = STEPS_MAX;
  }
}

/** Records each step before it is taken; to find where one hangs, its budget is limited. */
function watchedSteps({ watched }: RunJob): StepFile | undefined {
  if (watched === undefined || loaded === undefined) return undefined;
  const { classes, budget } = loaded;
  const { file, probe } = watched;
  return new StepFile(file, classes, (event) => {
    if (event === probe?.event) budget.stepsMax = probe.stepsMax;
  });
}

/** Reports the system's nodes to the runner: `--log-filter` may name a node that does not exist. */
const membersObserver: NonNullable<RunTestOptions['observers']>[number] = {
  onAdd: ({ address }) => link.send({ kind: 'members', nodes: [address] }),
};

/** Writes the trace of a run, with what the report says about it. */
function keep(
  job: RunJob,
  whole: Trace,
  { shown, told }: ToldRun,
  diagnosis: Diagnosis | undefined,
  { classes }: TestedLab,
): string | undefined {
  const isOfTrace = told?.events.length === shown.events.length;
  const { insight } = known;
  const place = { folder: job.folder, stem: `${job.test.number}-seed${whole.seed}` };
  const kept = { whole, shown: noted(shown, { diagnosis, isOfTrace, insight, classes }) };
  return saveRunTrace(kept, place, { onUnsaved: tellUnsaved });
}

function tellUnsaved(why: string): void {
  link.send({ kind: 'unsaved', why });
}

function compare(job: CompareJob): void {
  const { subject, test } = subjectsOf(job.test.number);
  const comparison = compareSeeds(job, {
    run: (options) => executeRunTest(test, subject, options),
    classes: subject.classes,
    insight: known.insight,
    onSeed: (seed) => link.send({ kind: 'seed-started', seed }),
  });
  link.send({ kind: 'compared', comparison });
}

/** The loaded lab, and the code of a test of this kind. */
function subjectsOf(number: string): { readonly subject: TestedLab; readonly test: RunTest } {
  const test = known.tests[number];
  assert(lab !== undefined, 'a job came before the lab');
  assert(test !== undefined && test.kind !== 'search', `no code for test ${number}`);
  return { subject: lab, test };
}

/** What a teaching assistant would say, from the recording. */
function diagnosisOf(
  { failure }: RunOutcome,
  { story: recorded, host }: { readonly story: StoryRecorder; readonly host: NodeHost | undefined },
  { told, whole }: Partial<ToldRun> = {},
  { classes }: TestedLab,
): Diagnosis | undefined {
  if (failure === undefined) return undefined;
  const { steps: story, isWhole, fires } = recorded;
  const held = host && statesAtEnd(story, host, classes);
  const { insight } = known;
  return diagnoseRun({ failure, story, isWhole, fires, told, whole, held, classes, insight });
}

/** The state of each node at the end of a run, as plain data. */
function statesAtEnd(
  story: StoryRecorder['steps'],
  host: NodeHost,
  classes: TestedLab['classes'],
): Map<Address, object> {
  const states = new Map<Address, object>();
  for (const address of new Set(story.map(({ node }) => node))) {
    try {
      const node = host.peek(address);
      if (node === undefined) continue;
      states.set(address, decode(encode(node, classes, 'state'), classes) as object);
    } catch (error) {
      // A node that holds something that cannot be state is reported as such.
      if (!(error instanceof BadState || error instanceof LabFault)) throw error;
    }
  }
  return states;
}

function once(
  test: RunTest,
  subject: TestedLab,
  job: RunJob,
  options: RunTestOptions,
): Pick<RecordedRun, 'outcome' | 'trace'> & Partial<RecordedRun> {
  if (!job.saveTraces) return { outcome: executeRunTest(test, subject, options), trace: undefined };
  const { lab: labName, number } = job.test;
  const settings = job.timeouts ? undefined : { timeouts: false };
  return recordRunTest(test, subject, options, {
    ...origin,
    lab: labName,
    test: number,
    settings,
  });
}

process.title = 'labtest run';
