import type { Failure, Finding, Harm, StoryStep } from '../testkit/index.js';
import { causalPast } from './causal-past.js';
import { longestStall } from './stall.js';

/** A story that leads to a failure, and what is known about it. */
export interface RankedStory {
  readonly failure: Failure;
  readonly story: readonly StoryStep[];
  /**
   * Whether the failure needs all of it: without any one of its events, it does not occur. Whatever
   * went wrong in such a story contributed to the failure.
   */
  readonly isNeeded: boolean;
  /** When the story ended, which may be long after its last step. */
  readonly endsAt: number;
}

/** What kind of failure it is, for finding its cause. */
export function harmOf({ kind, limit, fault }: Failure): Harm | undefined {
  switch (kind) {
    case 'result':
    case 'invariant':
      return 'wrong';
    case 'liveness':
      return 'stuck';
    case 'answer':
      return 'answer';
    case 'goal':
    case 'start':
      return 'unreached';
    case 'count':
      return 'traffic';
    case 'limit':
      return limit === 'time' ? 'stuck' : limit === 'events' ? 'endless' : undefined;
    case 'lab':
      return fault?.kind === 'no-handler' ? 'misled' : undefined;
    case 'purity':
    case 'test':
      return undefined;
  }
}

/**
 * The mistakes in a story that may have caused its failure, the likeliest first:
 *
 * 1. What cannot cause a failure of that kind is left out: a broken safety rule explains no wait.
 * 2. So is what did not happen before the failure, since no effect comes before its cause. What
 *    explains a wait must last as long as the wait.
 * 3. What causes the failure more directly comes first.
 * 4. In a story that the failure needs whole, the first mistake is the root of those after it; in
 *    any other story, the one nearest before the failure is likelier to be related to it.
 * 5. What follows from the first mistake is not a mistake of its own; and of findings that are not
 *    proven, one is enough.
 */
export function ranked(findings: readonly Finding[], story: RankedStory): Finding[] {
  const harm = harmOf(story.failure);
  if (harm === undefined) return [];
  const able = findings.filter(({ harms }) => harms[harm] !== undefined);
  const upstream = harm === 'stuck' ? whileWaiting(able, story) : before(able, story);
  const directness = ({ harms }: Finding): number => harms[harm] ?? Infinity;
  const forward = story.isNeeded || harm === 'stuck' ? 1 : -1;
  // The sort is stable, so an insight may choose the order of findings at the same time.
  const sorted = [...upstream].sort(
    (a, b) => directness(a) - directness(b) || forward * (a.at - b.at),
  );
  return independent(sorted, harm === 'wrong' && story.isNeeded, story);
}

/** The first finding, and those of the others that do not follow from it. */
function independent(
  [first, ...others]: readonly Finding[],
  isProven: boolean,
  { story }: RankedStory,
): Finding[] {
  if (first === undefined) return [];
  if (!isProven) return [first];
  const root = indexOf(story, first.at);
  return [first, ...others.filter(({ at }) => causalPast(story, [indexOf(story, at)])[root] === 0)];
}

/** The last step at this time. */
function indexOf(story: readonly StoryStep[], time: number): number {
  return story.findLastIndex(({ at }) => at <= time);
}

/** Findings that last into the wait: to its end, or for more than half of it. */
function whileWaiting(
  findings: readonly Finding[],
  { story, endsAt }: RankedStory,
): readonly Finding[] {
  const wait = longestStall(story, endsAt);
  // If no client waits, the test itself does.
  const [from, to] = wait === undefined ? [0, endsAt] : [wait.from, wait.to];
  return findings.filter(({ at, until }) => {
    if (until === undefined) return at >= from && at <= to;
    const lasted = Math.min(until, to) - Math.max(at, from);
    return at <= to && until >= from && (until >= to || lasted >= (to - from) / 2);
  });
}

function before(findings: readonly Finding[], { failure, story }: RankedStory): readonly Finding[] {
  const past = causalPast(story, endsOf(failure, story));
  return findings.filter(({ at }) => {
    const index = indexOf(story, at);
    return index < 0 || past[index] === 1;
  });
}

/** The steps that show the failure, by index. */
function endsOf({ kind }: Failure, story: readonly StoryStep[]): readonly number[] {
  const results = story.flatMap((step, index) =>
    'effects' in step && step.effects.results.length > 0 ? [index] : [],
  );
  switch (kind) {
    case 'result':
      return results.slice(-1);
    case 'invariant':
      // A predicate about a whole history may be about any of its answers.
      return [...results, story.length - 1];
    default:
      // What did not happen has no step of its own, so anything may have prevented it.
      return [...story.keys()];
  }
}
