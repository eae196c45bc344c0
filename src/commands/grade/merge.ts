import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { LabCommand } from '../shared/lab-command.js';
import { mergeShards } from '../shared/merge-shards.js';

export default class GradeMerge extends LabCommand {
  static override summary = 'Merge the results of labtest grade --shard from several machines.';
  static override examples = ['<%= config.bin %> grade merge shard-1 shard-2 --out grades'];
  static override strict = false;
  static override args = {
    shards: Args.string({ name: 'DIR…', description: 'The --out folder of each shard' }),
  };
  static override flags = {
    out: Flags.string({
      description: 'Folder for the merged results',
      helpValue: 'DIR',
      default: 'grades',
    }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(GradeMerge);
    await this.end(mergeShards(argv as string[], flags.out));
  }
}
