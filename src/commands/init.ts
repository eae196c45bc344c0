import path from 'node:path';
import * as Args from '@oclif/core/args';
import { handOutLab, loadLabSpec } from '../core/registry/index.js';
import { LabCommand } from './shared/lab-command.js';

export default class Init extends LabCommand {
  static override description = 'Make a folder to work in: the skeleton of a lab.';
  static override args = {
    lab: Args.string({ description: 'Which lab: 0, 1, 2', required: true }),
    folder: Args.string({ name: 'DIR', description: 'A new folder', required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Init);
    const lab = await loadLabSpec(args.lab);
    const files = handOutLab(lab, path.resolve(args.folder));
    const own = files.filter((file) => !file.startsWith(`types${path.sep}`));
    const lines = [
      `Lab ${lab.lab}: ${lab.title}, in ${args.folder}`,
      ...own.map((file) => `  ${file}`),
      '  types/ (for the editor)',
      '',
      'Begin with README.md and the places marked "Your code here". Then:',
      `  cd ${args.folder}`,
      '  labtest',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    await this.end(0);
  }
}
