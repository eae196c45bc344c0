import type { LabInsight, StoryStep } from '../testkit/index.js';
import type { Timeline, TimelineEntry, When } from './diagnosis.js';

/** The maximum number of changes to keep: the newest ones. */
const ENTRIES_MAX = 6;

/** What changed in the system as a whole, and which nodes left it, up to a given time. */
export function timelineOf(
  story: readonly StoryStep[],
  insight: LabInsight | undefined,
  until: number,
  whenOf: (at: number) => When,
): Timeline | undefined {
  if (insight === undefined) return undefined;
  const describe = insight.timeline();
  const entries: TimelineEntry[] = [];
  for (const step of story) {
    const told = describe(step);
    if (step.at > until) continue;
    const when = whenOf(step.at);
    if (step.kind === 'crash') entries.push({ ...when, text: `${step.node} gone` });
    if (told !== undefined) entries.push({ ...when, text: told });
  }
  if (entries.length === 0) return undefined;
  const kept = entries.slice(-ENTRIES_MAX);
  return { earlier: entries.length - kept.length, entries: kept };
}
