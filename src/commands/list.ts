import { renderList } from '../core/report/index.js';
import { chooseTests } from './shared/choose-tests.js';
import { labFlags, reportFlags, selectionFlags, testArguments } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';

export default class List extends LabCommand {
  static override summary = 'List the tests: number, kind, points, limits, title.';
  static override usage = '<%= command.id %> [TESTS...] [FLAGS]';
  static override examples = [
    { description: 'Every test', command: '<%= config.bin %> list' },
    {
      description: 'The search tests of part 2, for a program',
      command: '<%= config.bin %> list 2 --no-run --json',
    },
  ];
  static override strict = false;
  static override args = testArguments;
  static override flags = { ...labFlags, ...selectionFlags, json: reportFlags.json };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(List);
    const lab = await labOf(flags);
    const tests = chooseTests('all', lab, argv as string[], flags);
    const text = flags.json
      ? `${JSON.stringify({ lab: lab.spec.lab, title: lab.spec.title, tests }, null, 2)}\n`
      : renderList(lab.spec, tests);
    process.stdout.write(text);
    await this.end(0);
  }
}
