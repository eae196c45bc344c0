import { print, type ClassTable } from '../canon/index.js';
import type { LabInsight, RunOutcome, StoryStep } from '../testkit/index.js';
import type { Comparison, TimedText, Pair } from './comparison.js';
import { firstDivergence, firstOtherReaction } from './first-difference.js';
import { commandsOf, comparedSteps } from './compared-step.js';

/** A run to compare with another one of the same test. */
export interface ComparedRun {
  readonly outcome: RunOutcome;
  readonly story: readonly StoryStep[];
}

/** Compares a run that failed with another one, usually one that passed. */
export function compareRuns(
  failing: ComparedRun,
  other: ComparedRun,
  classes: ClassTable,
  insight: LabInsight | undefined,
): Comparison {
  const otherCommands = asksOtherwise(failing.story, other.story, classes);
  const stories = {
    failing: comparedSteps(failing.story, classes),
    other: comparedSteps(other.story, classes),
  };
  const { divergence, alike } = firstDivergence(stories, otherCommands);
  return {
    failing: failing.outcome,
    other: other.outcome,
    otherCommands,
    steps: failing.story.length,
    alike,
    divergence,
    reaction: otherCommands ? undefined : firstOtherReaction(stories),
    timeline: firstUnequal(timelineOf(failing.story, insight), timelineOf(other.story, insight)),
    result: otherCommands ? undefined : firstOtherResult(failing.story, other.story, classes),
    rules: brokenRules(failing.story, other.story, classes, insight),
  };
}

/** Whether a client issues a command in one run that it does not issue in the other. */
function asksOtherwise(
  failing: readonly StoryStep[],
  other: readonly StoryStep[],
  classes: ClassTable,
): boolean {
  const others = commandsOf(other, classes);
  return [...commandsOf(failing, classes)].some(([client, commands]) => {
    const theirs = others.get(client) ?? [];
    return theirs.some((command, i) => i < commands.length && command !== commands[i]);
  });
}

function timelineOf(story: readonly StoryStep[], insight: LabInsight | undefined): TimedText[] {
  const describe = insight?.timeline();
  return story.flatMap((step) => {
    const told = describe?.(step);
    const gone = step.kind === 'crash' ? [`${step.node} gone`] : [];
    const texts = told === undefined ? gone : [...gone, told];
    return texts.map((text) => ({ atMs: step.at, text }));
  });
}

function firstUnequal(
  failing: readonly TimedText[],
  other: readonly TimedText[],
): Pair<TimedText> | undefined {
  const index = failing.findIndex(({ text }, i) => text !== other[i]?.text);
  return index < 0 ? undefined : { failing: failing[index], other: other[index] };
}

function firstOtherResult(
  failing: readonly StoryStep[],
  other: readonly StoryStep[],
  classes: ClassTable,
): Comparison['result'] {
  const others = resultsOf(other, classes);
  let first: Comparison['result'];
  for (const [client, results] of resultsOf(failing, classes)) {
    const theirs = others.get(client) ?? [];
    // A result that one of the two runs did not get to is not a different result.
    const common = results.slice(0, theirs.length);
    const found = firstUnequal(common, theirs);
    const at = found?.failing?.atMs ?? Infinity;
    if (found !== undefined && at < (first?.failing?.atMs ?? Infinity))
      first = { client, ...found };
  }
  return first;
}

function resultsOf(story: readonly StoryStep[], classes: ClassTable): Map<string, TimedText[]> {
  const results = new Map<string, TimedText[]>();
  for (const step of story) {
    if (!('effects' in step)) continue;
    const moments = step.effects.results.map((result): TimedText => ({
      atMs: step.at,
      text: print(result, classes),
    }));
    if (moments.length > 0) {
      results.set(step.node, [...(results.get(step.node) ?? []), ...moments]);
    }
  }
  return results;
}

function brokenRules(
  failing: readonly StoryStep[],
  other: readonly StoryStep[],
  classes: ClassTable,
  insight: LabInsight | undefined,
): Comparison['rules'] {
  const ours = evidenceByRule(failing, classes, insight);
  const theirs = evidenceByRule(other, classes, insight);
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].map((rule) => ({
    rule,
    failing: ours.get(rule),
    other: theirs.get(rule),
  }));
}

/** The first evidence of each rule. */
function evidenceByRule(
  story: readonly StoryStep[],
  classes: ClassTable,
  insight: LabInsight | undefined,
): Map<string, TimedText> {
  const evidence = new Map<string, TimedText>();
  const nameOf = (value: object): string => classes.nameOf(value) ?? 'object';
  for (const { rule, at, message } of insight?.broken(story, nameOf) ?? []) {
    if (!evidence.has(rule)) evidence.set(rule, { atMs: at, text: message });
  }
  return evidence;
}
