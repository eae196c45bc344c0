import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { placesIn, renderExplanation, styleFor } from '../core/report/index.js';
import type { TestOutcome } from '../core/runner/index.js';
import { compareWith, withCompared } from './shared/compare-with.js';
import { failedTests } from './shared/failed-tests.js';
import { labFlags, reportFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { performTests } from './shared/perform.js';
import { runOf, traceText } from './shared/saved-run.js';
import Run from './run.js';

export default class Explain extends LabCommand {
  static override summary = 'Show the diagnosis of the newest run, or of a given one, in full.';
  static override examples = [
    { description: 'Every failure of the newest run', command: '<%= config.bin %> explain' },
    {
      description: 'One of them, with its log down to messages',
      command: '<%= config.bin %> explain --test 2.9 --log -g FINER',
    },
    {
      description: 'Where a failing and a passing seed diverge',
      command: '<%= config.bin %> explain --test 2.10 --compare',
    },
  ];
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
    compare: Flags.string({
      description:
        'Where the failing seed and this one diverge; without SEED: the nearest that passes',
      helpValue: '[SEED]',
      exclusive: ['log'],
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain, withCompared(this.argv));
    const lab = await labOf(flags);
    const saved = runOf(lab.folder.root, args.run);
    const tests = failedTests(saved.report, flags.test);
    if (flags.log) return this.#runAgain(tests, flags['log-level'], lab.folder.root);
    const style = await styleFor(process.stdout, process.env);
    if (flags.compare !== undefined) {
      process.stdout.write(await compareWith(flags.compare, tests, saved, lab, style));
      return this.end(0);
    }
    const paths = new Map<TestOutcome, string | undefined>();
    for (const test of tests) paths.set(test, await traceText(saved.folder, test));
    const places = placesIn(saved.folder, lab.folder.solution, saved.endedMs);
    const evidence = { places, traceTextOf: (test: TestOutcome) => paths.get(test) };
    process.stdout.write(renderExplanation(saved.report, tests, style, evidence));
    await this.end(0);
  }

  /** A run is deterministic, so any log at any level can be made afterwards. */
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
