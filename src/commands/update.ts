import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { openLabs, updateHandOut, type HandOutUpdate } from '../core/labs/index.js';
import { findLabFolder } from '../core/registry/index.js';
import { testsFlag } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';

export default class Update extends LabCommand {
  static override summary =
    'Update a lab folder to this version of labtest: types, CI files, texts; never your code.';
  static override examples = [
    { description: 'The current folder', command: '<%= config.bin %> update' },
    {
      description: 'Another folder, whose CI is to install this labtest',
      command: '<%= config.bin %> update lab2 --from labtest-0.1.0.tgz',
    },
  ];
  static override args = {
    folder: Args.string({ name: 'DIR', description: 'A lab folder', default: '.' }),
  };

  static override flags = {
    tests: testsFlag,
    from: Flags.string({
      description: 'Where others get labtest from, as for labtest init',
      helpValue: 'SOURCE',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Update);
    const {
      root,
      lab: name,
      tests,
    } = await findLabFolder(path.resolve(args.folder), undefined, undefined);
    const labs = await openLabs(flags.tests ?? tests);
    const update = updateHandOut({ labs, lab: labs.lab(name), from: flags.from }, root);
    process.stdout.write(`${linesOf(update, this.config.version).join('\n')}\n`);
    await this.end(0);
  }
}

function linesOf(update: HandOutUpdate, version: string): string[] {
  const listed = (what: string, files: readonly string[]): string[] => {
    const own = files.filter((file) => !file.startsWith(`types${path.sep}`));
    const types = own.length < files.length ? ['types/'] : [];
    const all = [...own, ...types];
    return all.length === 0 ? [] : [what, ...all.map((file) => `  ${file}`)];
  };
  const { before, added, replaced, removed, kept } = update;
  const lines = [
    ...listed('New:', added),
    ...listed('Replaced, as you had not changed them:', replaced),
    ...listed('Removed, as they are no longer part of it:', removed),
    ...listed('Left as they are, although labtest now has different ones:', kept),
  ];
  if (lines.length === 0) return [`Nothing to do: this folder is as labtest ${version} makes it.`];
  return [`From labtest ${before} to ${version}.`, ...lines];
}
