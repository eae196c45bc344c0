import { createGivenTable } from '../given/index.js';
import { LabThread } from '../judge/index.js';
import { harnessVersion } from './harness-version.js';
import type { CompiledLab } from '../box/index.js';
import { replay, standardPredicate, type ReplayReport, type Trace } from '../trace/index.js';

/** What a replay found, and whether the lab is the one the trace was made with. */
export interface ReplayedTrace {
  readonly report: ReplayReport;
  readonly unchanged: boolean;
}

/** Takes a trace again with a lab's code as it is now, in a thread of its own. */
export function replayTrace(trace: Trace, lab: CompiledLab): ReplayedTrace {
  const classes = createGivenTable();
  const thread = new LabThread(lab, classes);
  try {
    const { handlers } = thread;
    const unchanged = trace.solution === lab.digest && trace.harness === harnessVersion();
    const report = replay(trace, {
      handlers,
      classes,
      predicateOf: standardPredicate,
      isSameCode: unchanged,
    });
    return { report, unchanged };
  } finally {
    thread.close();
  }
}
