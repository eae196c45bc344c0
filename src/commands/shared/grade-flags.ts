import { availableParallelism } from 'node:os';
import * as Flags from '@oclif/core/flags';
import { grouped, testsFlag } from './flags.js';
import { isolationFlags } from './isolation.js';

/** The values of the flags of `labtest grade`. */
export interface GradeFlags {
  readonly out?: string | undefined;
  readonly lab?: string | undefined;
  readonly tests?: string | undefined;
  readonly course?: string | undefined;
  readonly tag?: string | undefined;
  readonly before?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly 'rerun-failed': boolean;
  readonly slots: number;
  readonly queue?: string | undefined;
  readonly shard?: string | undefined;
  readonly 'seed-commitment'?: string | undefined;
  readonly 'allow-weaker-isolation': boolean;
  readonly quiet: boolean;
}

/** Which submissions, by which rules. */
const whatFlags = grouped('submission', {
  lab: Flags.string({ char: 'l', description: 'Which lab', helpValue: 'LAB' }),
  tests: testsFlag,
  course: Flags.string({
    description: 'Points, seeds, visibility, lateness; default: course.yaml in DIR',
    helpValue: 'FILE',
  }),
  tag: Flags.string({ description: 'For clones: grade the commit with this tag' }),
  before: Flags.string({
    description: 'For clones: grade the last commit made by then, as in 2026-11-20T23:59:00-08:00',
    helpValue: 'DATE',
    exclusive: ['tag'],
  }),
  only: Flags.string({
    description: 'Grade only these, by their ids in the gradebook; * matches anything',
    helpValue: 'ID',
    multiple: true,
    delimiter: ',',
  }),
  'rerun-failed': Flags.boolean({ description: 'Rerun what did not pass' }),
  'seed-commitment': Flags.string({
    description:
      'Seeds from the secret in FILE, created if missing; without DIR, only print its hash',
    helpValue: 'FILE',
  }),
});

/** Where the work is done. */
const whereFlags = grouped('machine', {
  slots: Flags.integer({
    description: 'Submissions graded at the same time; default: one per core',
    helpValue: 'N',
    default: () => Promise.resolve(availableParallelism()),
    noCacheDefault: true,
    min: 1,
  }),
  queue: Flags.string({
    description: 'Let workers on other machines grade: a Redis server that all of them can reach',
    helpValue: 'redis://…',
    env: 'LABTEST_QUEUE',
  }),
  shard: Flags.string({
    description: 'Grade a part of the class here; labtest grade merge merges the parts',
    helpValue: 'I/N',
  }),
  gradescope: Flags.boolean({
    description: 'Run as the Gradescope autograder: one submission, in the layout of /autograder',
    exclusive: ['queue', 'shard', 'only', 'out'],
  }),
  'autograder-root': Flags.string({ default: '/autograder', hidden: true }),
  ...isolationFlags,
});

/** Every flag of `labtest grade`. */
export const gradeFlags = {
  ...grouped('output', {
    out: Flags.string({
      description: 'Folder for the results, and to continue from; default: grades, beside DIR',
      helpValue: 'DIR',
    }),
    quiet: Flags.boolean({ char: 'q', description: 'Print only the summary' }),
  }),
  ...whatFlags,
  ...whereFlags,
};
