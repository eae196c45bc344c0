import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { UsageError } from '../../core/support/index.js';
import { nodesInTrace, showTrace, type Trace } from '../../core/trace/index.js';
import { LabCommand } from '../shared/lab-command.js';
import { nearName } from '../shared/near-name.js';
import { readTrace } from '../shared/trace-file.js';

export default class TraceShow extends LabCommand {
  static override summary = 'Show a trace as text: every step, with what it changed and sent.';
  static override examples = [
    {
      description: 'What every step changed and sent',
      command: '<%= config.bin %> trace show logs/latest/2.9-seed1.trace.json',
    },
    {
      description: 'Only what two nodes did',
      command: '<%= config.bin %> trace show logs/latest/2.18.trace.json --node server1,server2',
    },
  ];
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
    const trace = await readTrace(args.trace);
    const nodes = flags.node && nodesOf(trace, flags.node);
    process.stdout.write(showTrace(trace, { nodes, all: flags.all }));
    await this.end(0);
  }
}

/** The named nodes, which must occur in the trace. */
function nodesOf(trace: Trace, named: readonly string[]): ReadonlySet<string> {
  const known = nodesInTrace(trace);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return new Set(named);
  const near = nearName(unknown, known);
  throw new UsageError('LT004', `--node ${unknown}: there is no such node in this trace.`, [
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    `There are: ${known.join(' ')}`,
  ]);
}
