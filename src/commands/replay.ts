import * as Args from '@oclif/core/args';
import { renderReplay } from '../core/report/index.js';
import { replayTrace } from '../core/runner/index.js';
import { UsageError } from '../core/support/index.js';
import type { ReplayReport, Trace } from '../core/trace/index.js';
import { labFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { compiledOf, loading } from './shared/loading.js';
import { DEFAULT_SEED, reproduceFlagsOf } from './shared/test-settings.js';
import { newestTraces, readTrace } from './shared/trace-file.js';

/** The failure is there · unknown · gone; the gravest of several traces counts. */
const EXIT: Readonly<Record<ReplayReport['failure'], number>> = {
  same: 1,
  other: 1,
  new: 1,
  unclear: 3,
  gone: 0,
  none: 0,
};

export default class Replay extends LabCommand {
  static override summary = 'Replay saved traces with the current code: is the failure gone?';
  static override usage = '<%= command.id %> [TRACES...] [FLAGS]';
  static override examples = [
    { description: 'Every failure of the newest run', command: '<%= config.bin %> replay' },
    { description: 'One', command: '<%= config.bin %> replay logs/latest/2.9-seed1.trace.json' },
  ];
  static override strict = false;
  static override args = {
    traces: Args.string({ description: 'Trace files; default: those of the newest run' }),
  };
  static override flags = labFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Replay);
    const { code, folder } = await labOf(flags);
    const files = argv.length > 0 ? (argv as string[]) : newestTraces(folder.root);
    const traces = await Promise.all(files.map((file) => readTrace(file)));
    const lab = await compiledOf({ code, folder });
    const codes = new Set<number>();
    for (const [i, trace] of traces.entries()) {
      const file = files[i] as string;
      refuseOther(trace, folder.lab, file);
      const replayed = await loading(folder.solution, () => replayTrace(trace, lab, code));
      const again = againLine(trace, flags.solution);
      process.stdout.write(renderReplay(file, replayed, again));
      codes.add(EXIT[replayed.report.failure]);
    }
    await this.end([1, 3].find((exit) => codes.has(exit)) ?? 0);
  }
}

function refuseOther(trace: Trace, lab: string, file: string): void {
  if (trace.lab === lab) return;
  throw new UsageError('LT006', `${file} is a trace of lab ${trace.lab}, and this is lab ${lab}.`);
}

/** The command that reruns the test with the same lab, seed and budgets. */
function againLine({ mode, test, seed, settings }: Trace, solution: string | undefined): string {
  const { timeouts = true, ...rest } = settings ?? {};
  const flags = reproduceFlagsOf({
    ...rest,
    solution,
    'no-timeouts': !timeouts,
    ...(mode === 'search' && seed !== DEFAULT_SEED && { seed }),
  });
  const isRun = mode === 'run';
  return isRun
    ? `labtest run ${test} --seed ${seed}${flags.run}`
    : `labtest search ${test}${flags.search}`;
}
