import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { showTrace } from '../../core/trace/index.js';
import { LabCommand } from '../shared/lab-command.js';
import { readTrace } from '../shared/trace-file.js';

export default class TraceShow extends LabCommand {
  static override description = 'Show a trace as text: every step, with what it changed and sent.';
  static override args = {
    trace: Args.string({ description: 'A file *.trace.json', required: true }),
  };
  static override flags = {
    all: Flags.boolean({ description: 'Also the steps that lead to the start of a long run' }),
    node: Flags.string({
      description: 'Only steps of these nodes',
      helpValue: 'NODE',
      multiple: true,
      delimiter: ',',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TraceShow);
    const nodes = flags.node === undefined ? undefined : new Set(flags.node);
    process.stdout.write(showTrace(await readTrace(args.trace), { nodes, all: flags.all }));
    await this.end(0);
  }
}
