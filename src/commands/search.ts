import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

export default class Search extends LabCommand {
  static override description =
    'Run the search tests; a run test that is named is run on many seeds.';
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Search);
    await this.end(await performTests('search', argv as string[], flags));
  }
}
