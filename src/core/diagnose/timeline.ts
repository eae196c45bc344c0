import type { LabInsight, StoryStep } from '../testkit/index.js';
import { labelled, type TimeText } from './lines.js';

/** Changes shown, at most: the newest. */
const ENTRIES_MAX = 6;

/** What changed in the system as a whole, and who left it, up to a time: one line. */
export function timelineLines(
  story: readonly StoryStep[],
  insight: LabInsight | undefined,
  until: number,
  time: TimeText,
): string[] {
  if (insight === undefined) return [];
  const describe = insight.timeline();
  const entries: string[] = [];
  for (const step of story) {
    const told = describe(step);
    if (step.at > until) continue;
    if (step.kind === 'crash') entries.push(`${time(step.at)} ${step.node} gone`);
    if (told !== undefined) entries.push(`${time(step.at)} ${told}`);
  }
  const shown = entries.slice(-ENTRIES_MAX);
  const cut = shown.length < entries.length ? `… ${entries.length - shown.length} before · ` : '';
  return shown.length === 0 ? [] : [labelled('timeline', cut + shown.join(' · '))];
}
