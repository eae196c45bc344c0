import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { openLabs, variantsOf, type LabVariant } from '../core/labs/index.js';
import { findLabFolder } from '../core/registry/index.js';
import {
  isMatrixWrong,
  QuietReporter,
  renderMatrix,
  statusLineFor,
  type MatrixRow,
} from '../core/report/index.js';
import { planTest, runTests, type RunReport } from '../core/runner/index.js';
import { interruption } from './shared/interruption.js';
import { LabCommand } from './shared/lab-command.js';
import { oneLab } from './shared/one-lab.js';
import { reproduceFlagsOf, settingsOf } from './shared/test-settings.js';
import Test from './test.js';

export default class Matrix extends LabCommand {
  static override summary =
    'Try the tests of your own lab: which of them catches which of your mutants?';
  static override examples = [
    {
      description: 'The lab in this folder',
      command: '<%= config.bin %> matrix',
    },
    {
      description: 'One of several, elsewhere',
      command: '<%= config.bin %> matrix 5 --tests ../labs',
    },
  ];
  static override args = {
    lab: Args.string({ description: 'Which lab of the folder; may be left out where it is alone' }),
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
    const name = oneLab(labs, args.lab);
    const spec = labs.lab(name);
    const code = await labs.codeOf(spec);
    const { flags: defaults } = await this.parse(Test, []);
    const settings = settingsOf(defaults);
    const interrupted = interruption();
    const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-matrix-'));
    const rows: MatrixRow[] = [];
    const reportOf = async (variant: LabVariant): Promise<RunReport> => {
      const root = path.join(scratch, `${variant.kind}-${variant.name}`);
      variant.writeTo(root);
      const { solution } = await findLabFolder(root, root, name);
      return runTests(
        {
          spec,
          code,
          folder: { lab: name, root, solution },
          solution: variant.name,
          planned: spec.tests.map((test) => planTest(test, {})),
          settings,
          reproduceFlags: reproduceFlagsOf(defaults),
          keep: 'none',
        },
        new QuietReporter(statusLineFor(process.stderr)),
        interrupted.signal,
      );
    };
    try {
      for (const variant of variantsOf(labs, spec)) {
        const report = await reportOf(variant);
        const ended = interrupted.exitCode();
        if (ended !== undefined) await this.end(ended);
        rows.push({ name: variant.name, kind: variant.kind, outcomes: report.tests });
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    const numbers = spec.tests.map(({ number }) => number);
    process.stdout.write(renderMatrix(numbers, rows));
    await this.end(isMatrixWrong(rows) ? 1 : 0);
  }
}
