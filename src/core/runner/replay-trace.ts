import { loadDefinition, type LabCode } from '../labs/index.js';
import { loadTerms } from '../given/index.js';
import type { CompiledLab } from '../box/index.js';
import { boxCommand } from '../isolation/index.js';
import { openLab } from '../judge/index.js';
import { replay, standardPredicate, type ReplayReport, type Trace } from '../trace/index.js';
import { harnessVersion } from './harness-version.js';

/** What a replay found, and whether the trace was made with the same lab. */
export interface ReplayedTrace {
  readonly report: ReplayReport;
  readonly unchanged: boolean;
}

/** Replays a trace with a lab's current code, which runs in a separate process. */
export async function replayTrace(
  trace: Trace,
  lab: CompiledLab,
  code: LabCode,
): Promise<ReplayedTrace> {
  const { exports } = await loadDefinition(code);
  const terms = await loadTerms({ given: code.given, exports });
  const classes = terms.given.createTable();
  const place = { transport: 'process', start: boxCommand('D') } as const;
  const remote = await openLab(lab, terms, classes, place);
  try {
    const { handlers } = remote;
    const unchanged = trace.solution === lab.digest && trace.harness === harnessVersion();
    const report = replay(trace, {
      handlers,
      classes,
      predicateOf: standardPredicate,
      isSameCode: unchanged,
    });
    return { report, unchanged };
  } finally {
    remote.close();
  }
}
