import type { ReplayedTrace } from '../runner/index.js';

/** What a replay found, in a few lines. `trace` is the file; `again` brings the test back. */
export function renderReplay(
  trace: string,
  { report, unchanged }: ReplayedTrace,
  again: string,
): string {
  const { divergence, taken, matched, skipped, told, failure } = report;
  const words = {
    same: 'STILL THERE',
    other: 'ANOTHER FAILURE',
    gone: 'GONE',
    unclear: 'UNCLEAR',
  } as const;
  const lines = [trace, `  ${words[failure]}: ${told}`];
  const parts = [`${taken} events taken`];
  if (matched > 0) parts.push(`${matched} of them in place of one that could not happen any more`);
  if (skipped > 0) parts.push(`${skipped} could not happen any more`);
  lines.push(`  ${parts.join(', ')}`);
  if (divergence !== undefined) {
    const { index, event, why } = divergence;
    lines.push(`  from event ${index + 1} on it is another way: ${event}: ${why}`);
    if (unchanged) {
      lines.push('  The code is the same, so it does not always do the same: see `labtest check`.');
    }
  }
  if (failure === 'unclear') lines.push(`  To know, run the test again: ${again}`);
  return `${lines.join('\n')}\n`;
}
