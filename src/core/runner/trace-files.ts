import path from 'node:path';
import type { ClassTable } from '../canon/index.js';
import { whyUnwritten, writeWhole } from '../machine/index.js';
import type { Handlers } from '../system/index.js';
import { HeldBackHandlers, type HeldBack } from '../testkit/index.js';
import type { SearchTestOutcome, SearchPath } from '../testkit/index.js';
import {
  annotate,
  formatTrace,
  traceOfPath,
  type LogOf,
  type Trace,
  type TraceVerdict,
} from '../trace/index.js';

/** A minimised run is also kept in full, unless it is longer than this. */
const FULL_EVENTS_MAX = 20_000;

/** Called with the reason if a file cannot be written. */
interface SaveListener {
  readonly onUnsaved: (why: string) => void;
}

/** Writes a run's trace for people to read, and also the whole run if that is longer. */
export function saveRunTrace(
  { whole, shown }: { readonly whole: Trace; readonly shown: Trace },
  { folder, stem }: { readonly folder: string; readonly stem: string },
  { onUnsaved }: SaveListener,
): string | undefined {
  const file = write(folder, `${stem}.trace.json`, shown, onUnsaved);
  if (shown.minimised !== undefined && whole.events.length <= FULL_EVENTS_MAX) {
    write(folder, `${stem}.full.trace.json`, whole, onUnsaved);
  }
  return file;
}

/** What a search's trace says about the search. */
export type SearchTraceHead = Pick<
  Trace,
  'lab' | 'test' | 'seed' | 'settings' | 'solution' | 'harness'
>;

/** A path that a search found, as it is shown, and its file name. */
export interface ToldPath {
  readonly stem: string;
  readonly trace: Trace;
  /** Whether it says what each step did. */
  readonly isTold: boolean;
}

/** What to keep of a search test. */
export interface ToldSearch {
  /** The path to the violation, or to the state where a search came nearest to its goal. */
  readonly found: ToldPath | undefined;
  /** The paths to goals, by the number of the search. */
  readonly paths: readonly (readonly [number: number, path: ToldPath])[];
}

/** A lab that another thread answers for. */
interface AnsweringLab {
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  readonly logOf: LogOf;
}

/**
 * The paths to what the searches of a test found, or to where one came nearest, with what each step
 * did, for which the lab's handlers are asked once more.
 */
export function tellSearch(
  outcome: SearchTestOutcome,
  head: SearchTraceHead,
  lab: AnsweringLab,
): ToldSearch {
  const found = outcome.counterexample ?? outcome.nearest;
  const { failure, verdict } = outcome;
  const tell = (
    stem: string,
    kept: SearchPath,
    ended: Omit<TraceVerdict, 'predicate'>,
  ): ToldPath => {
    const { predicate } = kept;
    const classes = lab.classes.catalogue();
    const trace = traceOfPath(kept, { ...head, classes, verdict: { ...ended, predicate } });
    const told = annotate(trace, lab);
    return { stem: `${head.test}${stem}`, trace: told ?? trace, isTold: told !== undefined };
  };
  const paths = outcome.paths.map(({ number, path: goal }) => {
    const detail = `the search “${goal.search}” found “${goal.predicate}”`;
    return [number, tell(`-search${number}`, goal, { verdict: 'passed', detail })] as const;
  });
  const kind = outcome.counterexample === undefined ? 'nearest' : (failure?.kind ?? 'invariant');
  const detail = failure?.message ?? found?.detail ?? found?.search ?? '';
  return {
    found: found && tell('', found, { verdict, kind, fault: failure?.fault?.message, detail }),
    paths,
  };
}

/** The path of a second search that holds back whatever grows: for a diagnosis only, not kept. */
export function tellHeldBack(
  { nearest, growth }: HeldBack,
  head: SearchTraceHead,
  { handlers, classes, logOf }: AnsweringLab,
): Trace | undefined {
  if (nearest === undefined) return undefined;
  const verdict = { verdict: 'failed', kind: 'nearest', detail: nearest.search } as const;
  const catalogue = { ...head, classes: classes.catalogue(), verdict };
  const held = new HeldBackHandlers(handlers, growth, classes);
  return annotate(traceOfPath(nearest, catalogue), { handlers: held, classes, logOf });
}

/** Writes a path; returns its file name, if it could be written. */
export function savePath(
  { stem, trace }: ToldPath,
  folder: string,
  { onUnsaved }: SaveListener,
): string | undefined {
  return write(folder, `${stem}.trace.json`, trace, onUnsaved);
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
