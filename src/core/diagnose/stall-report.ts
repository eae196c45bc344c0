import { print, type ClassTable } from '../canon/index.js';
import type { StoryStep } from '../testkit/index.js';
import type { FiredTimer, StallReport } from './diagnosis.js';
import type { Stall } from './stall.js';
import { followTrail } from './trail-end.js';

/** The maximum number of kinds of timers to name. */
const TIMERS_MAX = 5;

/**
 * The longest wait: which client, for what, from when to when, and, if the story is complete, what
 * became of the messages sent.
 */
export function stallReport(
  { client, command, from, to, forever }: Stall,
  { story, isWhole }: { readonly story: readonly StoryStep[]; readonly isWhole: boolean },
  classes: ClassTable,
): StallReport {
  const steps = story.filter((step) => isWhole && step.at >= from && step.at <= to);
  return {
    client,
    command: print(command, classes),
    fromMs: from,
    toMs: to,
    isForever: forever,
    legs: followTrail(steps, client, (message) => classes.nameOf(message) ?? 'message'),
    timers: fired(steps, classes),
  };
}

/** Which timers fired while the client waited. */
function fired(steps: readonly StoryStep[], classes: ClassTable): FiredTimer[] {
  const counts = new Map<string, FiredTimer>();
  for (const step of steps) {
    if (step.kind !== 'fire') continue;
    const { node } = step;
    const name = classes.nameOf(step.timer) ?? 'timer';
    const count = (counts.get(`${node} ${name}`)?.count ?? 0) + 1;
    counts.set(`${node} ${name}`, { node, name, count });
  }
  return [...counts.values()].slice(0, TIMERS_MAX);
}
