import type { ReplayedTrace } from '../runner/index.js';
import { counted, shownLine } from '../support/index.js';

const CHANGES_MAX = 4;

/** What a replay found, in a few lines. `trace` is the file; `again` reruns the test. */
export function renderReplay(
  trace: string,
  { report, unchanged }: ReplayedTrace,
  again: string,
): string {
  const { otherState, refusal, told, failure } = report;
  const words = {
    same: 'STILL THERE',
    other: 'ANOTHER FAILURE',
    new: 'FAILS NOW',
    gone: 'GONE',
    none: 'NO FAILURE',
    unclear: 'UNCLEAR',
  } as const;
  const lines = [trace, `  ${words[failure]}: ${shownLine(told)}`, `  ${countText(report)}`];
  if (otherState !== undefined) {
    const { index, event, changes } = otherState;
    lines.push(`  event ${index + 1} leaves a different state than before: ${event}`);
    for (const change of changes.slice(0, CHANGES_MAX)) lines.push(`      ${shownLine(change)}`);
    if (changes.length > CHANGES_MAX) lines.push(`      … ${changes.length - CHANGES_MAX} more`);
  }
  if (refusal !== undefined) {
    const { index, event, why, instead } = refusal;
    lines.push(`  event ${index + 1} can no longer happen: ${event}`);
    lines.push(`      ${why}${instead === undefined ? '' : `; taken instead: ${instead}`}`);
  }
  if (unchanged && (otherState ?? refusal) !== undefined) {
    lines.push(
      '  The code has not changed, so it does not always do the same thing: see `labtest check`.',
    );
  }
  if (failure === 'unclear') lines.push(`  To find out, run the test again: ${again}`);
  return `${lines.join('\n')}\n`;
}

function countText({ taken, matched, skipped, untried }: ReplayedTrace['report']): string {
  const parts = [`${counted(taken, 'event')} taken`];
  if (matched > 0) parts.push(`${matched} of them in place of one that can no longer happen`);
  if (skipped > 0) parts.push(`${skipped} left out, which can no longer happen`);
  if (untried > 0) parts.push(`${untried} after that not tried`);
  return parts.join(', ');
}
