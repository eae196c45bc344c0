import type { Comparison, RunDivergence, TimedText, OtherReaction, Pair } from './comparison.js';
import type { ComparedStep } from './compared-step.js';

/** Two runs, each as the steps of its story. */
export interface ToldPair {
  readonly failing: readonly ComparedStep[];
  readonly other: readonly ComparedStep[];
}

/** The number of steps shown, beginning with the first that differs. */
const SHOWN = 2;

/**
 * The first step, in the failing run's time, that differs from that node's next step in the other
 * run. Nodes are compared one by one: what different nodes do at about the same time has no
 * observable order.
 */
export function firstDivergence(
  { failing, other }: ToldPair,
  byOutline: boolean,
): Pick<Comparison, 'divergence' | 'alike'> {
  const textOf = (step: ComparedStep): string => (byOutline ? step.outline : step.text);
  const ours = byNode(failing);
  const theirs = byNode(other);
  const places = new Map<string, number>();
  for (const [alike, step] of failing.entries()) {
    const { node } = step;
    const place = places.get(node) ?? 0;
    places.set(node, place + 1);
    const [here, there] = [ours.get(node) ?? [], theirs.get(node) ?? []];
    const match = there[place];
    if (match !== undefined && textOf(match) === textOf(step)) continue;
    const later = {
      failing: match && timeOf(here, place, textOf, match),
      other: timeOf(there, place, textOf, step),
    };
    const isLoss = step.isLoss || match?.isLoss === true;
    return { alike, divergence: { node, ...excerpt(here, there, place), isLoss, later } };
  }
  return { alike: failing.length, divergence: undefined };
}

/** When a node takes a step like `step`, among its steps from `place` on. */
function timeOf(
  steps: readonly ComparedStep[],
  place: number,
  textOf: (step: ComparedStep) => string,
  step: ComparedStep,
): number | undefined {
  return steps.slice(place).find((each) => textOf(each) === textOf(step))?.atMs;
}

function excerpt(
  failing: readonly ComparedStep[],
  other: readonly ComparedStep[],
  place: number,
): Pick<RunDivergence, 'steps' | 'first'> {
  const from = Math.max(0, place - 1);
  const steps: Pair<TimedText>[] = [];
  for (let i = from; i < place + SHOWN; i++) {
    if (failing[i] === undefined && other[i] === undefined) break;
    steps.push({ failing: momentOf(failing[i]), other: momentOf(other[i]) });
  }
  return { steps, first: place - from };
}

function momentOf(step: ComparedStep | undefined): TimedText | undefined {
  return step && { atMs: step.atMs, text: step.text };
}

/**
 * The first step, in the failing run's time, that both runs take exactly once and to which the node
 * reacts differently. The node must have been in a different state: something had gone wrong
 * before.
 */
export function firstOtherReaction({ failing, other }: ToldPair): OtherReaction | undefined {
  const [ours, theirs] = [taken(failing), taken(other)];
  for (const step of failing) {
    const [mine, second] = ours.get(keyOf(step)) ?? [];
    const [match, third] = theirs.get(keyOf(step)) ?? [];
    if (mine === undefined || match === undefined) continue;
    if (second !== undefined || third !== undefined) continue;
    if (sameTexts(mine.reaction, match.reaction)) continue;
    const { node, text: event } = step;
    return {
      node,
      event,
      failing: { atMs: mine.atMs, does: mine.reaction },
      other: { atMs: match.atMs, does: match.reaction },
    };
  }
  return undefined;
}

function keyOf({ node, text }: ComparedStep): string {
  return `${node} ${text}`;
}

/** The first two occurrences of every step: two are enough to know that it is not unique. */
function taken(steps: readonly ComparedStep[]): Map<string, ComparedStep[]> {
  const result = new Map<string, ComparedStep[]>();
  for (const step of steps) {
    const known = result.get(keyOf(step));
    if (known === undefined) result.set(keyOf(step), [step]);
    else if (known.length < 2) known.push(step);
  }
  return result;
}

function byNode(steps: readonly ComparedStep[]): Map<string, ComparedStep[]> {
  const result = new Map<string, ComparedStep[]>();
  for (const step of steps) {
    const known = result.get(step.node);
    if (known === undefined) result.set(step.node, [step]);
    else known.push(step);
  }
  return result;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
