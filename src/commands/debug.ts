import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { expectSearchTest, openingOf } from './shared/debug-opening.js';
import { labFlags } from './shared/flags.js';
import { interruption } from './shared/interruption.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { labOfTrace, serveDebugger } from './shared/serve-debugger.js';

export default class Debug extends LabCommand {
  static override summary =
    'Drive a system by hand in the browser: from a trace, a test, or from scratch.';
  static override usage = '<%= command.id %> [TRACE] [FLAGS]';
  static override examples = [
    {
      description: 'A failure, step by step',
      command: '<%= config.bin %> debug logs/latest/2.9-seed1.trace.json',
    },
    {
      description: 'Where the searches of a test start',
      command: '<%= config.bin %> debug --test 2.18',
    },
    {
      description: 'Two servers and a client of your own',
      command: '<%= config.bin %> debug --servers 2 --clients 1 --workload PUT:a:1,GET:a',
    },
  ];
  static override args = {
    trace: Args.string({ description: 'A file *.trace.json, of a run or a search' }),
  };
  static override flags = {
    ...labFlags,
    test: Flags.string({
      description: 'From the states that the searches of this test start from, under their rules',
      helpValue: 'TEST',
      exclusive: ['servers', 'clients', 'workload'],
    }),
    servers: Flags.integer({
      description: 'From scratch, with this many servers',
      min: 0,
      max: 50,
    }),
    clients: Flags.integer({ description: '... and this many clients', min: 0, max: 50 }),
    workload: Flags.string({
      description: 'What clients ask for: one workload for all, or one for each',
      helpValue: 'PUT:foo:bar,GET:foo',
      multiple: true,
    }),
    port: Flags.integer({
      description: 'Port on 127.0.0.1; default: any that is free',
      min: 1,
      max: 65535,
    }),
    browser: Flags.boolean({
      description: 'Open a browser; --no-browser only prints the address',
      default: true,
      allowNo: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Debug);
    const { trace } = args;
    const opening = openingOf(trace, flags);
    const lab = await (trace === undefined ? labOf(flags) : labOfTrace(trace, flags));
    if (opening.kind === 'test') expectSearchTest(lab.spec, opening.number);
    const { signal } = interruption();
    await serveDebugger(lab, opening, { port: flags.port, browser: flags.browser, signal });
    await this.end(0);
  }
}
