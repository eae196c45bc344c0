import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { makeLivePage } from '../../core/debugger/index.js';
import { UsageError } from '../../core/support/index.js';
import { toHtml, toItf, toMermaid, toShiviz, type Trace } from '../../core/trace/index.js';
import { labFlags } from '../shared/flags.js';
import { LabCommand } from '../shared/lab-command.js';
import { labOfTrace } from '../shared/serve-debugger.js';
import { readTrace, warnOfBareSteps } from '../shared/trace-file.js';

const FORMATS = {
  mermaid: toMermaid,
  shiviz: toShiviz,
  itf: toItf,
  html: (trace: Trace, file: string) => toHtml(trace, path.basename(file)),
} as const;
const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

const CONVERT = '<%= config.bin %> trace convert logs/latest';

export default class TraceConvert extends LabCommand {
  static override summary = 'Write a trace in a format that other tools read.';
  static override examples = [
    {
      description: 'One page to open or to mail',
      command: `${CONVERT}/2.9-seed1.trace.json --to html -o page.html`,
    },
    { description: 'A sequence diagram', command: `${CONVERT}/2.18.trace.json --to mermaid` },
  ];
  static override args = {
    trace: Args.string({ description: 'A file *.trace.json', required: true }),
  };
  static override flags = {
    to: Flags.option({
      description:
        'mermaid: a sequence diagram · shiviz: a log for ShiViz · itf: states for Apalache and ' +
        'Quint · html: one page with everything',
      options: NAMES,
      required: true,
    })(),
    live: Flags.boolean({
      description: 'With html: include the lab, so that the page can continue from any step',
    }),
    ...labFlags,
    output: Flags.string({ char: 'o', description: 'Write to this file', helpValue: 'FILE' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TraceConvert);
    if (flags.live && flags.to !== 'html') {
      throw new UsageError('LT004', `--live makes a page: it goes with --to html.`);
    }
    const trace = await readTrace(args.trace);
    warnOfBareSteps(trace, args.trace);
    const text = flags.live
      ? await this.#live(args.trace, flags)
      : FORMATS[flags.to](trace, args.trace);
    if (flags.output === undefined) process.stdout.write(text);
    else write(flags.output, text);
    await this.end(0);
  }

  async #live(file: string, flags: Parameters<typeof labOfTrace>[1]): Promise<string> {
    const { code, folder } = await labOfTrace(file, flags);
    const trace = { name: path.basename(file), text: readFileSync(file, 'utf8') };
    return makeLivePage({ trace, solution: folder.solution, code });
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError('LT005', `${file} cannot be written: ${(error as Error).message}`);
  }
}
