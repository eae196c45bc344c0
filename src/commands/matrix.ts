import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { openLabs } from '../core/labs/index.js';
import { isMatrixWrong, renderMatrix } from '../core/report/index.js';
import { interruption } from './shared/interruption.js';
import { LabCommand } from './shared/lab-command.js';
import { matrixRows } from './shared/matrix-rows.js';
import { oneLab } from './shared/one-lab.js';
import Test from './test.js';

export default class Matrix extends LabCommand {
  static override summary =
    'Run the tests of your own lab on its mutants: which test catches which mutant?';
  static override examples = [
    { description: 'The lab in this folder', command: '<%= config.bin %> matrix' },
    {
      description: 'One of several, elsewhere',
      command: '<%= config.bin %> matrix 5 --tests ../labs',
    },
  ];
  static override args = {
    lab: Args.string({ description: 'Which lab of the folder; not needed if there is only one' }),
  };
  static override flags = {
    tests: Flags.string({
      description: 'Folder with lab-tests.yaml, and with solutions and mutants beside the lab',
      helpValue: 'DIR',
      default: '.',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Matrix);
    const labs = await openLabs(flags.tests);
    const spec = labs.lab(oneLab(labs, args.lab));
    const { flags: defaults } = await this.parse(Test, []);
    const interrupted = interruption();
    const rows = await matrixRows(labs, spec, defaults, interrupted.signal);
    const ended = interrupted.exitCode();
    if (ended !== undefined) return this.end(ended);
    const numbers = spec.tests.map(({ number }) => number);
    process.stdout.write(renderMatrix(numbers, rows));
    await this.end(isMatrixWrong(rows) ? 1 : 0);
  }
}
