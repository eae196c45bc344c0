import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

export default class Test extends LabCommand {
  static override summary = 'Run every test of the lab, run and search.';
  static override usage = '<%= command.id %> [TESTS...] [FLAGS]';
  static override examples = [
    {
      description: 'Every test of the lab around the current folder',
      command: '<%= config.bin %> test',
    },
    { description: 'Part 2 without its searches', command: '<%= config.bin %> test 2 --no-search' },
    {
      description: 'What failed and has not passed since',
      command: '<%= config.bin %> test --only-failed',
    },
  ];
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Test);
    await this.end(await performTests('all', argv as string[], flags));
  }
}
