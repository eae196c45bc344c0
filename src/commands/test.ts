import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

export default class Test extends LabCommand {
  static override description = 'Run every test of the lab, run and search.';
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Test);
    await this.end(await performTests('all', argv as string[], flags));
  }
}
