import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
  gradeOne,
  harnessIdentity,
  TestsCode,
  workForServer,
  type GradeJob,
} from '../../core/grading/index.js';
import { interruption } from './interruption.js';
import { isolationOf } from './isolation.js';
import { searchMemoryBytes } from './test-settings.js';

/** The values of the flags of `labtest worker`. */
interface WorkerFlags {
  readonly queue: string;
  readonly slots: number;
  readonly 'until-idle'?: number | undefined;
  readonly 'allow-weaker-isolation': boolean;
}

/** Works until interrupted, or idle for as long as the flags say. Returns the exit code. */
export async function runWorker(flags: WorkerFlags): Promise<number> {
  const level = isolationOf(flags);
  const { signal, exitCode } = interruption();
  const harness = harnessIdentity();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'labtest-worker-'));
  const memoryMaxBytes = searchMemoryBytes() / flags.slots;
  const code = new TestsCode();
  const codeOf = code.codeOf.bind(code);
  const bench = { level, signal, memoryMaxBytes, workFolder, codeOf };
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const of = ({ submission, spec }: GradeJob): string =>
    `${submission}, ${spec.tests.length} tests`;
  try {
    await workForServer(
      {
        url: flags.queue,
        harness,
        slots: flags.slots,
        code,
        idleMsMax: (flags['until-idle'] ?? 0) * 1000,
      },
      (job, lab, slot, onResult) => gradeOne(job, lab, bench, slot, onResult),
      {
        waiting: () => say(`labtest ${harness} waits for jobs, ${flags.slots} at a time`),
        started: (job) => say(`begins  ${of(job)}`),
        done: (job) => say(`done    ${of(job)}`),
        failed: (job, reason) => say(`failed  ${of(job)}: ${reason}`),
      },
      signal,
    );
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
  return exitCode() ?? 0;
}
