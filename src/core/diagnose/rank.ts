import type { Failure, Finding, Harm, StoryStep } from '../testkit/index.js';
import { causalPast } from './causal-past.js';
import { longestStall } from './stall.js';

/** A story that leads to a failure, and what is known of it. */
export interface RankedStory {
  readonly failure: Failure;
  readonly story: readonly StoryStep[];
  /**
   * Whether the failure needs all of it: left out any of its events, it is not there. What went
   * wrong in such a story had its part in the failure.
   */
  readonly isNeeded: boolean;
  /** When the story ended: nothing at all may happen in the end. */
  readonly endsAt: number;
}

/** What a failure is, to somebody who looks for what brought it about. */
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
 * Of all that went wrong in a story, what may have brought its failure about, the likeliest first:
 *
 * 1. What cannot bring about a failure of that kind is left out: a broken rule of safety explains
 *    no wait.
 * 2. So is what did not happen before the failure: no effect comes before its cause. What explains
 *    a wait lasts as long as that.
 * 3. What harms more directly goes first.
 * 4. In a story that the failure needs whole, the first mistake is the root of those after it;
 *    in any other the one nearest before the failure is likelier to have to do with it.
 * 5. What comes of the first is no mistake of its own, and of what is not proven one is enough.
 */
export function ranked(findings: readonly Finding[], story: RankedStory): Finding[] {
  const harm = harmOf(story.failure);
  if (harm === undefined) return [];
  const able = findings.filter(({ harms }) => harms[harm] !== undefined);
  const upstream = harm === 'stuck' ? whileWaiting(able, story) : before(able, story);
  const directness = ({ harms }: Finding): number => harms[harm] ?? Infinity;
  const forward = story.isNeeded || harm === 'stuck' ? 1 : -1;
  // The sort is stable: an insight may put what it found at the same time in an order of its own.
  const sorted = [...upstream].sort(
    (a, b) => directness(a) - directness(b) || forward * (a.at - b.at),
  );
  return independent(sorted, harm === 'wrong' && story.isNeeded, story);
}

/** The first, and of the others those that do not come of it. */
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

/** What lasts into the wait: to its end, or for more than half of it. */
function whileWaiting(
  findings: readonly Finding[],
  { story, endsAt }: RankedStory,
): readonly Finding[] {
  const wait = longestStall(story, endsAt);
  // Where no client waits, the test itself does.
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

/** The steps that show the failure, by their index. */
function endsOf({ kind }: Failure, story: readonly StoryStep[]): readonly number[] {
  const results = story.flatMap((step, index) =>
    'effects' in step && step.effects.results.length > 0 ? [index] : [],
  );
  switch (kind) {
    case 'result':
      return results.slice(-1);
    case 'invariant':
      // A statement about a whole history may be about any of its answers.
      return [...results, story.length - 1];
    default:
      // What did not happen has no step of its own: anything may be in its way.
      return [...story.keys()];
  }
}
