import type { ClassTable } from '../../canon/index.js';
import { storyOfTrace } from '../../diagnose/index.js';
import type { Failure, FailureKind, Finding, LabInsight } from '../../testkit/index.js';
import type { Trace } from '../../trace/index.js';
import type { Scene } from '../scene.js';

/** Shown beside the likeliest mistake, at most. */
const OTHERS_MAX = 1;

/**
 * What a teaching assistant would say to a trace that failed: the likeliest mistake, the rule it
 * breaks, and at which step.
 *
 * @param trace with what each step did
 * @param classes knows the given classes and the lab's
 */
export function adviceOn(
  trace: Trace,
  insight: LabInsight | undefined,
  classes: ClassTable,
): Scene['advice'] {
  const { verdict } = trace;
  if (insight === undefined || verdict.verdict !== 'failed') return [];
  const failure: Failure = { kind: kindOf(verdict.kind), message: verdict.detail };
  if (failure.kind === 'lab') return [];
  const story = storyOfTrace(trace, classes);
  const nameOf = (value: object): string => classes.nameOf(value) ?? 'object';
  const findings = insight.explain({ failure, story, needed: story, nameOf });
  const byCause = new Map<string, Finding>();
  for (const each of findings) if (!byCause.has(each.cause)) byCause.set(each.cause, each);
  return [...byCause.values()].slice(0, 1 + OTHERS_MAX).flatMap((finding, i) => {
    const { cause, message, rule, advice, at } = finding;
    const label = i === 0 ? 'cause' : 'also';
    return [
      { label, text: `${cause}: ${message}`, step: stepAt(trace, at) },
      { label: shortRule(rule), text: advice },
    ];
  });
}

function kindOf(kind: string | undefined): FailureKind {
  return kind === undefined || kind === 'nearest' ? 'goal' : (kind as FailureKind);
}

/** `rule 4: only the primary answers` is called `rule 4` where the rest is said beside it. */
function shortRule(rule: string): string {
  return rule.split(':', 1)[0] ?? rule;
}

/** The event at a time of a run, or with a number that a search's counterexample counts by. */
function stepAt({ mode, events }: Trace, at: number): number | undefined {
  if (mode === 'run') {
    const index = events.findIndex(({ atMs }) => atMs !== undefined && atMs >= at);
    return index < 0 ? undefined : index;
  }
  let number = 0;
  for (const [index, { action }] of events.entries()) {
    if (action.kind !== 'add' && action.kind !== 'links') number++;
    if (number === at && action.kind !== 'add') return index;
  }
  return undefined;
}
