import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClassTable } from '../canon/index.js';
import type { Lab } from '../host/index.js';
import type { Handlers } from '../system/index.js';
import { tellFailedRun, type SearchTestOutcome } from '../testkit/index.js';
import { annotate, formatTrace, traceOfWay, type LogOf, type Trace } from '../trace/index.js';

/** A run that was made small is kept in full besides, unless it is longer than this. */
const FULL_EVENTS_MAX = 20_000;

/** What was kept of a run or search. */
export interface SavedTrace {
  /** The file to look at, within the folder of the run. */
  readonly file: string;
  /** What its failure needs, or else all of it, with what each step did. */
  readonly told: Trace | undefined;
}

/** Makes a failed run small and writes what is to be kept of it; `options` may end the first. */
export function saveRunTrace(
  trace: Trace | undefined,
  lab: Lab,
  place: { readonly folder: string; readonly stem: string },
  options: Parameters<typeof tellFailedRun>[2],
): SavedTrace | undefined {
  if (trace === undefined) return undefined;
  const { folder, stem } = place;
  const { shown, told } = tellFailedRun(trace, lab, options);
  const name = `${stem}.trace.json`;
  write(folder, name, shown);
  if (shown.minimised !== undefined && trace.events.length <= FULL_EVENTS_MAX) {
    write(folder, `${stem}.full.trace.json`, trace);
  }
  return { file: name, told };
}

/** What a trace of a search says of what was searched. */
export type SearchTraceHead = Pick<
  Trace,
  'lab' | 'test' | 'seed' | 'settings' | 'solution' | 'harness'
>;

/**
 * Writes the way to what a search found, or to where it came nearest, with what each step did:
 * for that the lab's handlers are asked once more.
 */
export function saveSearchTrace(
  outcome: SearchTestOutcome,
  head: SearchTraceHead,
  lab: { readonly handlers: Handlers; readonly classes: ClassTable; readonly logOf: LogOf },
  folder: string,
): SavedTrace | undefined {
  const way = outcome.counterexample ?? outcome.nearest;
  const { failure, verdict } = outcome;
  if (way === undefined) return undefined;
  const kind = outcome.counterexample === undefined ? 'nearest' : (failure?.kind ?? 'invariant');
  const trace = traceOfWay(way, {
    ...head,
    classes: lab.classes.catalogue(),
    verdict: {
      verdict,
      kind,
      predicate: way.predicate,
      detail: failure?.message ?? way.detail ?? way.search,
    },
  });
  const name = `${head.test}.trace.json`;
  const told = annotate(trace, lab);
  write(folder, name, told ?? trace);
  return { file: name, told };
}

function write(folder: string, name: string, trace: Trace): void {
  writeFileSync(path.join(folder, name), formatTrace(trace));
}
