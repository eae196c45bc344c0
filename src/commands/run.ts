import { testArguments, testFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { performTests } from './shared/perform.js';

export default class Run extends LabCommand {
  static override description = 'Run the unit and run tests; a search test that is named runs too.';
  static override strict = false;
  static override args = testArguments;
  static override flags = testFlags;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Run);
    await this.end(await performTests('run', argv as string[], flags));
  }
}
