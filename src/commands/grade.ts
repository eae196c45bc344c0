import * as Args from '@oclif/core/args';
import { UsageError } from '../core/support/index.js';
import { gradeClass } from './shared/grade-class.js';
import { gradeFlags } from './shared/grade-flags.js';
import { gradeOnGradescope } from './shared/grade-on-gradescope.js';
import { LabCommand } from './shared/lab-command.js';
import { printSeedCommitment } from './shared/print-seed-commitment.js';

export default class Grade extends LabCommand {
  static override summary = 'Grade every submission below a folder.';
  static override usage = '<%= command.id %> [FOLDER] [FLAGS]';
  static override examples = [
    '<%= config.bin %> grade submissions --lab 2',
    '<%= config.bin %> grade canvas-export --course course.yaml --out grades',
    '<%= config.bin %> grade clones --tag final --only alice,bob --rerun-failed',
  ];
  static override args = {
    folder: Args.string({
      name: 'DIR',
      description: 'Folders, archives or clones, or an export of Gradescope or Canvas',
    }),
  };
  static override flags = gradeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Grade);
    if (flags.gradescope) {
      return this.end(await gradeOnGradescope(flags['autograder-root'], flags));
    }
    const secretFile = flags['seed-commitment'];
    if (args.folder !== undefined) return this.end(await gradeClass(args.folder, flags));
    if (secretFile !== undefined) return this.end(printSeedCommitment(secretFile));
    throw new UsageError('LT004', 'labtest grade needs the folder that the submissions are in.', [
      'labtest grade submissions --lab 2',
    ]);
  }
}
