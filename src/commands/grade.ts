import { availableParallelism } from 'node:os';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { gradeClass } from './shared/grade-class.js';
import { isolationFlags } from './shared/isolation.js';
import { LabCommand } from './shared/lab-command.js';

export default class Grade extends LabCommand {
  static override description = 'Grade every submission below a folder.';
  static override examples = [
    '<%= config.bin %> grade submissions --lab 2',
    '<%= config.bin %> grade canvas-export --course course.yaml --out grades',
    '<%= config.bin %> grade clones --tag final --only alice,bob --rerun-failed',
  ];
  static override args = {
    folder: Args.string({
      name: 'DIR',
      description: 'Folders, archives or clones, or an export of Gradescope or Canvas',
      required: true,
    }),
  };
  static override flags = {
    out: Flags.string({
      description: 'Where results go, and from where it goes on; default: grades, beside DIR',
      helpValue: 'DIR',
    }),
    lab: Flags.string({ char: 'l', description: 'Which lab: 0, 1, 2', helpValue: 'LAB' }),
    course: Flags.string({
      description: 'Points, seeds, visibility, lateness; default: course.yaml in DIR',
      helpValue: 'FILE',
    }),
    tag: Flags.string({ description: 'Of clones: grade the commit with this tag' }),
    before: Flags.string({
      description: 'Of clones: grade the last commit made by then; 2026-11-20T23:59:00-08:00',
      helpValue: 'DATE',
      exclusive: ['tag'],
    }),
    only: Flags.string({
      description: 'Only these submissions, by the ids in the gradebook; * stands for anything',
      helpValue: 'ID',
      multiple: true,
      delimiter: ',',
    }),
    'rerun-failed': Flags.boolean({ description: 'Run again what did not pass' }),
    slots: Flags.integer({
      description: `Submissions side by side; this machine has ${availableParallelism()} cores`,
      default: availableParallelism(),
      min: 1,
    }),
    queue: Flags.string({
      description: 'Let workers on other machines do it: a Redis server they all reach',
      helpValue: 'redis://…',
      env: 'LABTEST_QUEUE',
    }),
    shard: Flags.string({
      description: 'Grade a part of the class here; labtest grade merge puts the parts together',
      helpValue: 'I/N',
    }),
    ...isolationFlags,
    quiet: Flags.boolean({ char: 'q', description: 'Print the summary only' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Grade);
    await this.end(await gradeClass(args.folder, flags));
  }
}
