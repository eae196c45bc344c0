import { availableParallelism } from 'node:os';
import * as Flags from '@oclif/core/flags';
import { isolationFlags } from './shared/isolation.js';
import { LabCommand } from './shared/lab-command.js';
import { runWorker } from './shared/run-worker.js';

export default class WorkerCommand extends LabCommand {
  static override summary = 'Take grading jobs from a queue server.';
  static override examples = ['<%= config.bin %> worker --queue redis://:secret@head-node'];
  static override flags = {
    queue: Flags.string({
      description: 'The Redis server, as given to labtest grade',
      helpValue: 'redis://…',
      required: true,
      env: 'LABTEST_QUEUE',
    }),
    slots: Flags.integer({
      description: 'Submissions graded at the same time; default: one per core',
      helpValue: 'N',
      default: () => Promise.resolve(availableParallelism()),
      noCacheDefault: true,
      min: 1,
    }),
    'until-idle': Flags.integer({
      description: 'End when no job has come for this many seconds',
      helpValue: 'SECONDS',
      min: 1,
    }),
    ...isolationFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(WorkerCommand);
    await this.end(await runWorker(flags));
  }
}
