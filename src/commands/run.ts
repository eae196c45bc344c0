import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

export default class Run extends LabCommand {
  static override summary = 'Run the unit and run tests; a search test given by number runs too.';
  static override usage = '<%= command.id %> [TESTS...] [FLAGS]';
  static override examples = [
    { description: 'One test, on one seed', command: '<%= config.bin %> run 2.14 --seed 3' },
    { description: 'All of part 2 but one', command: "<%= config.bin %> run 2 '!2.14'" },
    {
      description: 'New seeds until one fails',
      command: '<%= config.bin %> run 2.10 --until-fail',
    },
    {
      description: 'Every message and timer of two nodes',
      command: '<%= config.bin %> run 2.9 --seed 1 -g FINER --log-filter server1,client1',
    },
  ];
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Run);
    await this.end(await performTests('run', argv as string[], flags));
  }
}
