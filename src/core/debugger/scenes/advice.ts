import type { ClassTable } from '../../canon/index.js';
import { adviceLines, diagnoseSearch } from '../../diagnose/index.js';
import type { Failure, FailureKind, LabInsight } from '../../testkit/index.js';
import type { Trace } from '../../trace/index.js';
import type { Scene } from '../scene.js';

/**
 * What a teaching assistant would say about a failed trace: the likeliest mistake, the rule it
 * breaks, and at which step.
 *
 * @param trace with what each step did
 * @param classes has the given classes and the lab's
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
  const evidence = { failure, insight, classes, path: trace, profile: undefined };
  return adviceLines(diagnoseSearch(evidence));
}

function kindOf(kind: string | undefined): FailureKind {
  return kind === undefined || kind === 'nearest' ? 'goal' : (kind as FailureKind);
}
