import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { handOutLab, openLabs } from '../core/labs/index.js';
import type { LabSpec } from '../core/registry/index.js';
import { programName } from '../core/support/index.js';
import { testsFlag } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';

export default class Init extends LabCommand {
  static override summary = 'Create a folder to work in, with the skeleton of a lab.';
  static override examples = [
    {
      description: 'The skeleton of lab 2 in a new folder',
      command: '<%= config.bin %> init 2 lab2',
    },
    {
      description: 'The same, with a packed labtest for CI to install',
      command: '<%= config.bin %> init 2 lab2 --from labtest-0.1.0.tgz',
    },
    {
      description: 'The autograder of lab 2 for Gradescope',
      command: '<%= config.bin %> init 2 autograder --gradescope',
    },
  ];
  static override args = {
    lab: Args.string({ description: 'Which lab: 0, 1, 2, or one of --tests', required: true }),
    folder: Args.string({ name: 'DIR', description: 'A new folder', required: true }),
  };

  static override flags = {
    tests: testsFlag,
    from: Flags.string({
      description:
        'Where others get labtest from: a version, a URL, or a tarball to put beside package.json',
      helpValue: 'SOURCE',
    }),
    gradescope: Flags.boolean({
      description: 'For instructors: create the Gradescope autograder of this lab',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init);
    const labs = await openLabs(flags.tests);
    const lab = labs.lab(args.lab);
    if (flags.gradescope) return this.#gradescope(lab, args.folder);
    const files = handOutLab({ labs, lab, from: flags.from }, path.resolve(args.folder));
    const own = files.filter((file) => !file.startsWith(`types${path.sep}`));
    const lines = [
      `Lab ${lab.lab}: ${lab.title}, in ${args.folder}`,
      ...own.map((file) => `  ${file}`),
      '  types/ (for the editor)',
      '',
      'Begin with README.md and the places marked "Your code here". Then:',
      `  cd ${args.folder}`,
      `  ${programName(process.env)}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    await this.end(0);
  }

  async #gradescope(lab: LabSpec, folder: string): Promise<void> {
    const { writeGradescopeKit } = await import('../core/grading/index.js');
    const files = writeGradescopeKit(lab, this.config.version, path.resolve(folder));
    const lines = [
      `The autograder of lab ${lab.lab}, in ${folder}`,
      ...files.map((file) => `  ${file}`),
      '',
      'README.md there says how to upload it to Gradescope.',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    await this.end(0);
  }
}
