import type { ClassTable } from '../canon/index.js';
import type { LabInsight } from '../testkit/index.js';
import type { Trace, TraceNotes } from '../trace/index.js';
import type { Diagnosis, NamedMistake, When } from './diagnosis.js';
import { storyOfTrace } from './story-of-trace.js';

/** What notes are made from. */
export interface NotesEvidence {
  readonly diagnosis: Diagnosis | undefined;
  /** Whether the steps of the diagnosis are the trace's, or those of another part of the run. */
  readonly isOfTrace: boolean;
  readonly insight: LabInsight | undefined;
  readonly classes: ClassTable;
}

/**
 * The trace with what the report says about it, so that a page can say the same without the lab.
 */
export function noted(trace: Trace, { diagnosis, isOfTrace, ...known }: NotesEvidence): Trace {
  const stepOf = (when: When): number | undefined => {
    // What holds in every state has step 0, which no path has.
    if (isOfTrace && when.step !== undefined) return when.step > 0 ? when.step : undefined;
    const index = trace.events.findIndex(({ atMs }) => atMs !== undefined && atMs === when.atMs);
    return index < 0 ? undefined : index + 1;
  };
  const bands = bandsOf(trace, known.insight, known.classes);
  const advice = adviceLines(diagnosis ?? {}, stepOf, (when) => whyNoStep(trace, when));
  return { ...trace, notes: { advice, bands } };
}

/** Where a mistake is that was made in the run but not in the part that was kept. */
function whyNoStep({ events }: Trace, { atMs }: When): string {
  if (atMs === undefined) return '';
  const endMs = events.findLast((event) => event.atMs !== undefined)?.atMs ?? 0;
  const where = atMs > endMs ? 'after this trace ends' : 'not in this trace, which was minimised';
  return ` (at ${atMs.toFixed(1)} ms, ${where})`;
}

/** The advice of a diagnosis, one labelled line each. */
export function adviceLines(
  { cause, also = [] }: Diagnosis,
  stepOf: (when: When) => number | undefined = ({ step }) => step,
  whyNone: (when: When) => string = () => '',
): TraceNotes['advice'] {
  const lines = (label: string, mistake: NamedMistake): TraceNotes['advice'] => {
    const step = stepOf(mistake);
    const why = step === undefined ? whyNone(mistake) : '';
    return [
      { label, text: `${mistake.cause}: ${mistake.message}${why}`, step },
      { label: shortRule(mistake.rule), text: mistake.advice },
    ];
  };
  return [
    ...(cause === undefined ? [] : lines('cause', cause)),
    ...also.flatMap((mistake) => lines('also', mistake)),
  ];
}

/** What begins with each step, according to the lab's own timeline. */
function bandsOf(
  trace: Trace,
  insight: LabInsight | undefined,
  classes: ClassTable,
): TraceNotes['bands'] {
  if (insight === undefined) return [];
  const describe = insight.timeline();
  return storyOfTrace(trace, classes).flatMap((step) => {
    const text = describe(step);
    return text === undefined ? [] : [{ step: step.at, text }];
  });
}

/** `rule 4: only the leader answers` is shortened to `rule 4` if the rest is said beside it. */
function shortRule(rule: string): string {
  return rule.split(':', 1)[0] ?? rule;
}
