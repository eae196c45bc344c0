import * as Flags from '@oclif/core/flags';
import { LEVELS, type IsolationLevel } from '../../core/grading/index.js';
import { UsageError } from '../../core/support/index.js';

/** Of every command that runs submissions. */
export const isolationFlags = {
  'allow-weaker-isolation': Flags.boolean({
    description: 'Grade although this machine cannot box submissions as well as it should',
  }),
};

/**
 * How well this machine can keep submissions apart.
 *
 * @throws UsageError LT011 when that is less than it should be and nobody said that it may
 */
export function isolationOf(flags: { readonly 'allow-weaker-isolation': boolean }): IsolationLevel {
  const level: IsolationLevel = 'D';
  if (flags['allow-weaker-isolation']) return level;
  throw new UsageError('LT011', `Submissions would be kept by ${LEVELS[level]} only (level D).`, [
    'A submission that breaks out could change its own mark and others’.',
    'To grade all the same: --allow-weaker-isolation',
  ]);
}
