import type { ClassTable } from '../../canon/index.js';
import { diagnoseSearch } from '../../diagnose/index.js';
import type { Failure, FailureKind, LabInsight } from '../../testkit/index.js';
import type { Trace } from '../../trace/index.js';
import type { Scene } from '../scene.js';

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
  const { cause, also = [] } = diagnoseSearch({
    ...{ failure, insight, classes, path: trace },
    profile: undefined,
  });
  return [...(cause === undefined ? [] : [cause]), ...also].flatMap((mistake, i) => {
    const label = i === 0 ? 'cause' : 'also';
    // A step is called by its number, from 1; the page counts events from 0.
    const step = mistake.step === undefined ? undefined : mistake.step - 1;
    return [
      { label, text: `${mistake.cause}: ${mistake.message}`, step },
      { label: shortRule(mistake.rule), text: mistake.advice },
    ];
  });
}

function kindOf(kind: string | undefined): FailureKind {
  return kind === undefined || kind === 'nearest' ? 'goal' : (kind as FailureKind);
}

/** `rule 4: only the leader answers` is called `rule 4` where the rest is said beside it. */
function shortRule(rule: string): string {
  return rule.split(':', 1)[0] ?? rule;
}
