import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

/** `--depth` without a number, as in the original course: level by level, as far as it goes. */
function levelByLevel(argv: readonly string[]): { words: string[]; levels: boolean } {
  const isBare = (word: string, i: number): boolean =>
    word === '--depth' && !/^\d+$/.test(argv[i + 1] ?? '');
  const words = argv.filter((word, i) => !isBare(word, i));
  return { words, levels: words.length < argv.length };
}

export default class Search extends LabCommand {
  static override summary = 'Run the search tests; a run test given by number runs on many seeds.';
  static override usage = '<%= command.id %> [TESTS...] [FLAGS]';
  static override examples = [
    { description: 'One search test', command: '<%= config.bin %> search 2.18' },
    {
      description: 'Level by level: states, growth and rate',
      command: '<%= config.bin %> search 2.18 --depth',
    },
    {
      description: 'Beyond its budget, by random walks',
      command: '<%= config.bin %> search 2.20 --states 5000000 --strategy swarm',
    },
    {
      description: 'A schedule on which a run test fails',
      command: '<%= config.bin %> search 2.13',
    },
  ];
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { words, levels } = levelByLevel(this.argv);
    const { argv, flags } = await this.parse(Search, words);
    await this.end(await performTests('search', argv as string[], flags, { levels }));
  }
}
