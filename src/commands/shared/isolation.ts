import process from 'node:process';
import * as Flags from '@oclif/core/flags';
import { probeLadder, type BoxLevel, type LadderReport } from '../../core/isolation/index.js';
import { UsageError } from '../../core/support/index.js';

/** The isolation flags of every command that runs submissions. */
export const isolationFlags = {
  'allow-weaker-isolation': Flags.boolean({
    description: 'Grade even if this machine cannot isolate submissions as well as it should',
  }),
};

/**
 * The strongest boxes that this machine has, found by trying; stderr names them.
 *
 * @throws UsageError LT011 if they are weaker than required and nobody allowed that
 */
export function isolationOf(
  flags: { readonly 'allow-weaker-isolation': boolean },
  { level, rungs }: LadderReport = probeLadder(),
): BoxLevel {
  const best = rungs.at(-1);
  const missed = rungs.slice(0, -1).map((rung) => `${rung.level} does not work here: ${rung.why}`);
  if (level !== 'A' && !flags['allow-weaker-isolation']) {
    throw new UsageError('LT011', `Submissions would be isolated at level ${level} only.`, [
      `${level}: ${best?.walls}`,
      ...missed,
      'A submission that breaks out could change its own mark and others’.',
      'To grade anyway: --allow-weaker-isolation',
    ]);
  }
  process.stderr.write(`Isolation ${level}: ${best?.walls}\n`);
  for (const line of missed) process.stderr.write(`  ${line}\n`);
  return level;
}
