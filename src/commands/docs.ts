import * as Args from '@oclif/core/args';
import { guidePage, guidePages } from './shared/guide-pages.js';
import { LabCommand } from './shared/lab-command.js';

export default class Docs extends LabCommand {
  static override summary = 'List the pages of the guide, or print one.';
  static override examples = [
    { description: 'The list of pages', command: '<%= config.bin %> docs' },
    {
      description: 'One page, in a pager',
      command: '<%= config.bin %> docs reading-results | less',
    },
  ];
  static override args = {
    page: Args.string({ description: 'Name of a page; default: list them all' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Docs);
    if (args.page === undefined) {
      const pages = guidePages();
      const width = Math.max(...pages.map(({ name }) => name.length));
      const lines = pages.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
      const text = `The guide; labtest docs PAGE prints a page:\n\n${lines.join('\n')}\n`;
      process.stdout.write(text);
    } else process.stdout.write(guidePage(args.page));
    await this.end(0);
  }
}
