import path from 'node:path';
import type { ClassTable } from '../canon/index.js';
import type { TestedLab } from '../judge/index.js';
import { whyUnwritten, writeWhole } from '../machine/index.js';
import type { Handlers } from '../system/index.js';
import { tellFailedRun, type SearchTestOutcome, type SearchPath } from '../testkit/index.js';
import {
  annotate,
  formatTrace,
  traceOfPath,
  type LogOf,
  type Trace,
  type TraceVerdict,
} from '../trace/index.js';

/** A run that was made small is kept in full besides, unless it is longer than this. */
const FULL_EVENTS_MAX = 20_000;

/** Hears why a file could not be written. */
interface SaveListener {
  readonly onUnsaved: (why: string) => void;
}

/** What was kept of a run or search. */
export interface SavedTrace {
  /** The file to look at, within the folder of the run; none when it could not be written. */
  readonly file: string | undefined;
  /** What its failure needs, or else all of it, with what each step did. */
  readonly told: Trace | undefined;
}

/** Makes a failed run small and writes what is to be kept of it; `options` may end the first. */
export function saveRunTrace(
  trace: Trace | undefined,
  lab: TestedLab,
  place: { readonly folder: string; readonly stem: string },
  { onUnsaved, ...options }: Parameters<typeof tellFailedRun>[2] & SaveListener,
): SavedTrace | undefined {
  if (trace === undefined) return undefined;
  const { folder, stem } = place;
  const { shown, told } = tellFailedRun(trace, lab, options);
  const name = `${stem}.trace.json`;
  const file = write(folder, name, shown, onUnsaved);
  if (shown.minimised !== undefined && trace.events.length <= FULL_EVENTS_MAX) {
    write(folder, `${stem}.full.trace.json`, trace, onUnsaved);
  }
  return { file, told };
}

/** What a trace of a search says of what was searched. */
export type SearchTraceHead = Pick<
  Trace,
  'lab' | 'test' | 'seed' | 'settings' | 'solution' | 'harness'
>;

/** What was kept of a search test. */
export interface SavedSearch {
  /** The path to the violation, or to where a search came nearest to its goal. */
  readonly found: SavedTrace | undefined;
  /** Files of the paths to goals, by the number of the search. */
  readonly paths: readonly (readonly [number: number, file: string])[];
}

/** The lab as a thread that has it answers for it. */
interface AnsweringLab {
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  readonly logOf: LogOf;
}

/**
 * Writes the paths to what the searches of a test found, or to where one came nearest, with what
 * each step did: for that the lab's handlers are asked once more.
 */
export function saveSearchTraces(
  outcome: SearchTestOutcome,
  head: SearchTraceHead,
  lab: AnsweringLab,
  folder: string,
  onUnsaved: SaveListener['onUnsaved'],
): SavedSearch {
  const found = outcome.counterexample ?? outcome.nearest;
  const { failure, verdict } = outcome;
  const save = (stem: string, kept: SearchPath, ended: Omit<TraceVerdict, 'predicate'>) => {
    const { predicate } = kept;
    const classes = lab.classes.catalogue();
    const trace = traceOfPath(kept, { ...head, classes, verdict: { ...ended, predicate } });
    const file = `${head.test}${stem}.trace.json`;
    const told = annotate(trace, lab);
    return { file: write(folder, file, told ?? trace, onUnsaved), told };
  };
  const paths = outcome.paths.flatMap(({ number, path: goal }) => {
    const detail = `the search “${goal.search}” found “${goal.predicate}”`;
    const { file } = save(`-search${number}`, goal, { verdict: 'passed', detail });
    return file === undefined ? [] : [[number, file] as const];
  });
  const kind = outcome.counterexample === undefined ? 'nearest' : (failure?.kind ?? 'invariant');
  const detail = failure?.message ?? found?.detail ?? found?.search ?? '';
  return {
    found: found && save('', found, { verdict, kind, fault: failure?.fault?.message, detail }),
    paths,
  };
}

function write(
  folder: string,
  name: string,
  trace: Trace,
  onUnsaved: SaveListener['onUnsaved'],
): string | undefined {
  try {
    writeWhole(path.join(folder, name), formatTrace(trace));
    return name;
  } catch (error) {
    onUnsaved(whyUnwritten(error));
    return undefined;
  }
}
