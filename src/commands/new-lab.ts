import path from 'node:path';
import * as Args from '@oclif/core/args';
import { newLab } from '../core/labs/index.js';
import { LabCommand } from './shared/lab-command.js';

export default class NewLab extends LabCommand {
  static override summary = 'Create a lab of your own: a small one that works, for you to change.';
  static override examples = [
    {
      description: 'A complete lab that works, to start from',
      command: '<%= config.bin %> new-lab gossip',
    },
  ];
  static override args = {
    folder: Args.string({ name: 'DIR', description: 'A new folder', required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(NewLab);
    const files = newLab(path.resolve(args.folder));
    const own = files.filter((file) => !file.startsWith(`types${path.sep}`));
    const lines = [
      `A lab of your own, in ${args.folder}`,
      ...own.map((file) => `  ${file}`),
      '  types/ (for the editor)',
      '',
      'README.md says what each file is for. Everything works as it is:',
      `  cd ${args.folder}`,
      '  labtest --tests . --solution solutions/reference',
      '  labtest matrix --tests .',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    await this.end(0);
  }
}
