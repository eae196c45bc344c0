import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { renderExplanation, styleFor } from '../core/report/index.js';
import type { TestOutcome } from '../core/runner/index.js';
import { labFlags, reportFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { performTests } from './shared/perform.js';
import { runOf, wayTexts } from './shared/saved-run.js';
import Run from './run.js';

export default class Explain extends LabCommand {
  static override description = 'The diagnosis of the newest (or a given) run, in full.';
  static override args = {
    run: Args.string({ description: 'Folder of a run; default: the newest, logs/latest' }),
  };
  static override flags = {
    ...labFlags,
    test: Flags.string({
      description: 'Only these tests',
      helpValue: 'TEST',
      multiple: true,
      delimiter: ',',
    }),
    log: Flags.boolean({ description: 'Run the failing seeds again and show their log' }),
    'log-level': reportFlags['log-level'],
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const lab = await labOf(flags);
    const saved = runOf(lab.folder.root, args.run);
    const tests = saved.report.tests.filter(
      ({ verdict, number }) =>
        verdict !== 'passed' && (flags.test === undefined || flags.test.includes(number)),
    );
    if (flags.log) return this.#runAgain(tests, flags['log-level'], lab.folder.root);
    const style = await styleFor(process.stdout, process.env);
    const ways = await wayTexts(saved.folder, tests);
    const text = renderExplanation(saved.report, tests, style, (test) => ways.get(test));
    process.stdout.write(text);
    await this.end(0);
  }

  /** A run is deterministic: any log at any level can be had afterwards. */
  async #runAgain(tests: readonly TestOutcome[], level: string, root: string): Promise<void> {
    for (const { number, failedSeed, kind } of tests) {
      const seed = failedSeed === undefined ? [] : ['--seed', String(failedSeed)];
      const words = [number, ...seed, '-g', level, '--solution', root];
      const { argv, flags } = await this.parse(Run, words);
      await performTests(kind === 'search' ? 'search' : 'run', argv as string[], flags);
    }
    await this.end(0);
  }
}
