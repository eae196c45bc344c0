import { availableParallelism } from 'node:os';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Strategy } from '../../core/checker/index.js';
import { LOG_LEVELS } from '../../core/lab/index.js';

/** The heading under which help lists these flags: `OUTPUT FLAGS`. */
export function grouped<F extends Readonly<Record<string, { helpGroup?: string }>>>(
  helpGroup: string,
  flags: F,
): F {
  for (const flag of Object.values(flags)) flag.helpGroup = helpGroup;
  return flags;
}

/** TESTS, any number of them; the command takes the rest itself. */
export const testArguments = {
  tests: Args.string({
    description:
      "2.14 · 2.1-2.7 · '2.*' · 2 (a part) · '!2.14' (all but) · " +
      'several, separated by commas or spaces',
  }),
};

export const testsFlag = Flags.string({
  description: 'Folder with lab-tests.yaml, for labs that are not labtest’s own',
  helpValue: 'DIR',
});

/** Where the lab is. */
export const labFlags = grouped('lab', {
  tests: testsFlag,
  solution: Flags.string({
    description: 'Lab folder; default: the nearest one with a labtest.yaml, from here upwards',
    helpValue: 'DIR',
  }),
  lab: Flags.string({ char: 'l', description: 'Lab whose tests to run', helpValue: 'LAB' }),
  course: Flags.string({
    description: 'Points, seeds and budgets; default: course.yaml beside labtest.yaml',
    helpValue: 'FILE',
  }),
});

/** Which tests, with the flags of the original course's runner. */
export const selectionFlags = grouped('selection', {
  part: Flags.string({
    char: 'p',
    description: 'Parts, separated by commas',
    helpValue: 'PART',
    multiple: true,
    delimiter: ',',
  }),
  'test-num': Flags.string({
    char: 'n',
    description: 'Test numbers, separated by commas; with --part, the part may be left out',
    helpValue: 'TEST',
    multiple: true,
    delimiter: ',',
  }),
  'no-run': Flags.boolean({ description: 'Leave out unit and run tests' }),
  'no-search': Flags.boolean({ description: 'Leave out search tests' }),
  'only-failed': Flags.boolean({ description: 'Only what failed and has not passed since' }),
});

/** What to print. */
export const reportFlags = grouped('output', {
  verbose: Flags.boolean({
    char: 'v',
    description: 'Every failure in full, and what the searches that passed covered',
  }),
  json: Flags.boolean({
    description: 'Print the report as one JSON document',
    exclusive: ['watch'],
  }),
  reporter: Flags.string({
    description: 'default, tap, junit, ctrf or gradescope; =FILE writes it there. May be repeated',
    helpValue: 'NAME[=FILE]',
    multiple: true,
    delimiter: ',',
  }),
  'log-level': Flags.custom({
    char: 'g',
    description:
      `Log records from this level up: ${LOG_LEVELS.toReversed().join(' ')}. ` +
      'FINER: every delivered message and timer',
    helpValue: 'LEVEL',
    default: 'WARNING',
    parse: (text) => Promise.resolve(text.toUpperCase()),
  })(),
  'log-filter': Flags.string({
    description: 'Log only these nodes',
    helpValue: 'NODE',
    multiple: true,
    delimiter: ',',
  }),
});

/** How to run. */
export const runFlags = grouped('run', {
  seed: Flags.integer({ description: 'Run on this seed only', helpValue: 'N', min: 0 }),
  seeds: Flags.integer({ description: 'Run on this many seeds', helpValue: 'N', min: 1 }),
  'until-fail': Flags.boolean({ description: 'Try new seeds until a test fails' }),
  bail: Flags.boolean({ description: 'Stop at the first test that does not pass' }),
  watch: Flags.boolean({ description: 'Run again whenever the lab changes' }),
  'no-timeouts': Flags.boolean({ description: 'No limit on virtual time, no watchdog' }),
  'single-threaded': Flags.boolean({ description: 'One test at a time' }),
  checks: Flags.boolean({ description: 'Also verify that the lab is pure' }),
  typecheck: Flags.boolean({ description: 'First report the type errors that tsc finds' }),
  'start-viz': Flags.boolean({
    char: 'z',
    description: 'Open the debugger on a failure, or on a goal that was not found',
    exclusive: ['watch', 'json'],
  }),
  'save-traces': Flags.boolean({ char: 's', description: 'Keep traces of passed tests too' }),
  silence: Flags.integer({
    description: 'Kill a test process after this many seconds of work without a sign of life',
    default: 30,
    min: 1,
    hidden: true,
  }),
});

/** No search can use more threads than this: one of them adds what all the others find. */
const WORKERS_MAX = 8;

/** How to search. */
export const searchFlags = grouped('search', {
  depth: Flags.integer({
    description:
      'At most this many events from the start; without N: report each level within the budget',
    helpValue: '[N]',
    min: 1,
  }),
  states: Flags.integer({
    description: 'At most this many unique states per search',
    helpValue: 'N',
    min: 1,
  }),
  time: Flags.integer({
    description: 'At most this many seconds per search',
    helpValue: 'SECONDS',
    min: 1,
  }),
  workers: Flags.integer({
    description: `Threads for searches; default: one per core, at most ${WORKERS_MAX}`,
    helpValue: 'N',
    default: () => Promise.resolve(Math.min(availableParallelism(), WORKERS_MAX)),
    noCacheDefault: true,
    min: 1,
  }),
  strategy: Flags.option({
    description: 'How to explore; the default is each search’s own',
    options: ['bfs', 'random', 'swarm'] as const,
  })(),
  'max-memory': Flags.integer({
    description: 'At most this many MiB of memory for searches; default: 60 % of the machine’s',
    helpValue: 'MIB',
    min: 64,
  }),
});

/** Every flag of a command that runs tests. */
export const testFlags = {
  ...labFlags,
  ...selectionFlags,
  ...reportFlags,
  ...runFlags,
  ...searchFlags,
};

/** The values of those flags. */
export interface TestFlags {
  readonly tests?: string | undefined;
  readonly solution?: string | undefined;
  readonly lab?: string | undefined;
  readonly course?: string | undefined;
  readonly part?: string[] | undefined;
  readonly 'test-num'?: string[] | undefined;
  readonly 'no-run': boolean;
  readonly 'no-search': boolean;
  readonly 'only-failed': boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly reporter?: string[] | undefined;
  readonly 'log-level': string;
  readonly 'log-filter'?: string[] | undefined;
  readonly seed?: number | undefined;
  readonly seeds?: number | undefined;
  readonly 'until-fail': boolean;
  readonly bail: boolean;
  readonly watch: boolean;
  readonly 'no-timeouts': boolean;
  readonly 'single-threaded': boolean;
  readonly checks: boolean;
  readonly typecheck: boolean;
  readonly 'start-viz': boolean;
  readonly 'save-traces': boolean;
  readonly silence: number;
  readonly depth?: number | undefined;
  readonly states?: number | undefined;
  readonly time?: number | undefined;
  readonly workers: number;
  readonly strategy?: Strategy | undefined;
  readonly 'max-memory'?: number | undefined;
}
